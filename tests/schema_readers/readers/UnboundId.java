import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.schema.AttributeSyntaxDefinition;
import com.unboundid.ldap.sdk.schema.AttributeTypeDefinition;
import com.unboundid.ldap.sdk.schema.EntryValidator;
import com.unboundid.ldap.sdk.schema.MatchingRuleDefinition;
import com.unboundid.ldap.sdk.schema.MatchingRuleUseDefinition;
import com.unboundid.ldap.sdk.schema.ObjectClassDefinition;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.ldif.LDIFReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a schema with the UnboundID LDAP SDK, and entries by that schema: LDIF from standard input, the subschema subentry
 * first. Prints counts, and a problem on each line.
 */
public final class UnboundId {
    private interface Parser {
        String oidOf(String description) throws LDAPException;
    }

    public static void main(String[] arguments) throws Exception {
        LDIFReader reader = new LDIFReader(System.in);
        Entry subentry = reader.readEntry();
        parseAll(subentry, "ldapSyntaxes", text -> new AttributeSyntaxDefinition(text).getOID());
        parseAll(subentry, "matchingRules", text -> new MatchingRuleDefinition(text).getOID());
        parseAll(subentry, "matchingRuleUse", text -> new MatchingRuleUseDefinition(text).getOID());
        parseAll(subentry, "attributeTypes", text -> new AttributeTypeDefinition(text).getOID());
        parseAll(subentry, "objectClasses", text -> new ObjectClassDefinition(text).getOID());

        Schema schema = new Schema(subentry);
        checkReferences(schema);
        EntryValidator validator = new EntryValidator(schema);
        int entries = 0;
        for (Entry entry = reader.readEntry(); entry != null; entry = reader.readEntry()) {
            List<String> reasons = new ArrayList<>();
            if (!validator.entryIsValid(entry, reasons)) {
                for (String reason : reasons) {
                    System.out.println("problem " + entry.getDN() + ": " + reason);
                }
            }
            entries++;
        }
        System.out.println("count entries " + entries);
    }

    private static void parseAll(Entry subentry, String attribute, Parser parser) {
        Set<String> oids = new HashSet<>();
        for (String description : subentry.getAttributeValues(attribute)) {
            try {
                if (!oids.add(parser.oidOf(description))) {
                    System.out.println("problem an OID is published twice: " + description);
                }
            } catch (LDAPException error) {
                System.out.println("problem " + description + ": " + error.getMessage());
            }
        }
        System.out.println("count " + attribute + " " + oids.size());
    }

    private static void checkReferences(Schema schema) {
        for (AttributeTypeDefinition type : schema.getAttributeTypes()) {
            String owner = type.getNameOrOID();
            known(owner, type.getSuperiorType(), schema.getAttributeType(orNone(type.getSuperiorType())));
            known(owner, type.getSyntaxOID(), schema.getAttributeSyntax(withoutLength(orNone(type.getSyntaxOID()))));
            for (String rule :
                    new String[] {
                        type.getEqualityMatchingRule(), type.getOrderingMatchingRule(), type.getSubstringMatchingRule()
                    }) {
                known(owner, rule, schema.getMatchingRule(orNone(rule)));
            }
        }
        for (ObjectClassDefinition objectClass : schema.getObjectClasses()) {
            String owner = objectClass.getNameOrOID();
            for (String superior : objectClass.getSuperiorClasses()) {
                known(owner, superior, schema.getObjectClass(superior));
            }
            for (String[] names : new String[][] {objectClass.getRequiredAttributes(), objectClass.getOptionalAttributes()}) {
                for (String name : names) {
                    known(owner, name, schema.getAttributeType(name));
                }
            }
        }
        for (MatchingRuleDefinition rule : schema.getMatchingRules()) {
            known(rule.getNameOrOID(), rule.getSyntaxOID(), schema.getAttributeSyntax(rule.getSyntaxOID()));
        }
        for (MatchingRuleUseDefinition use : schema.getMatchingRuleUses()) {
            known(use.getNameOrOID(), use.getOID(), schema.getMatchingRule(use.getOID()));
            for (String name : use.getApplicableAttributeTypes()) {
                known(use.getNameOrOID(), name, schema.getAttributeType(name));
            }
        }
    }

    private static void known(String owner, String name, Object found) {
        if (name != null && found == null) {
            System.out.println("problem " + owner + " names " + name + ", which is not published");
        }
    }

    private static String orNone(String name) {
        return name == null ? "" : name;
    }

    /** The OID of a syntax without the least upper bound that may follow it. */
    private static String withoutLength(String syntax) {
        return syntax.split("\\{")[0];
    }
}
