import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.directory.api.ldap.model.schema.parsers.AbstractSchemaParser;
import org.apache.directory.api.ldap.model.schema.parsers.AttributeTypeDescriptionSchemaParser;
import org.apache.directory.api.ldap.model.schema.parsers.LdapSyntaxDescriptionSchemaParser;
import org.apache.directory.api.ldap.model.schema.parsers.MatchingRuleDescriptionSchemaParser;
import org.apache.directory.api.ldap.model.schema.parsers.MatchingRuleUseDescriptionSchemaParser;
import org.apache.directory.api.ldap.model.schema.parsers.ObjectClassDescriptionSchemaParser;

/**
 * Reads a schema with the Apache Directory LDAP API, strictly: LDIF from standard input, each value on one line. Prints
 * counts, and a problem on each line.
 */
public final class Apache {
    public static void main(String[] arguments) throws IOException {
        Map<String, AbstractSchemaParser<?>> parsers = new LinkedHashMap<>();
        parsers.put("ldapSyntaxes", new LdapSyntaxDescriptionSchemaParser());
        parsers.put("matchingRules", new MatchingRuleDescriptionSchemaParser());
        parsers.put("matchingRuleUse", new MatchingRuleUseDescriptionSchemaParser());
        parsers.put("attributeTypes", new AttributeTypeDescriptionSchemaParser());
        parsers.put("objectClasses", new ObjectClassDescriptionSchemaParser());

        Map<String, Set<String>> oids = new LinkedHashMap<>();
        for (String attribute : parsers.keySet()) {
            parsers.get(attribute).setQuirksMode(false);
            oids.put(attribute, new HashSet<>());
        }
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] parts = line.split(": ", 2);
            AbstractSchemaParser<?> parser = parsers.get(parts[0]);
            if (parser == null) {
                continue;
            }
            try {
                if (!oids.get(parts[0]).add(parser.parse(parts[1]).getOid())) {
                    System.out.println("problem an OID is published twice: " + parts[1]);
                }
            } catch (ParseException error) {
                System.out.println("problem " + parts[1] + ": " + error.getMessage().replace('\n', ' '));
            }
        }
        oids.forEach((attribute, found) -> System.out.println("count " + attribute + " " + found.size()));
    }
}
