"""Reads a server's schema with python-ldap, and every entry by that schema. Prints counts, and a problem on each line."""

import sys

import ldap
import ldap.schema
from ldap.schema.models import (
    AttributeType,
    LDAPSyntax,
    MatchingRule,
    MatchingRuleUse,
    ObjectClass,
)

KINDS = {
    "ldapSyntaxes": LDAPSyntax,
    "matchingRules": MatchingRule,
    "matchingRuleUse": MatchingRuleUse,
    "attributeTypes": AttributeType,
    "objectClasses": ObjectClass,
}
DESCRIPTIONS = list(KINDS)


def problem(text):
    print("problem", text)


def connect(url, ca, name, password):
    connection = ldap.initialize(url)
    connection.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
    connection.set_option(ldap.OPT_X_TLS_CACERTFILE, ca)
    connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
    connection.simple_bind_s(name, password)
    return connection


def check_references(schema):
    def check(owner, kind, names):
        for name in names:
            # Not `get_obj`, which makes up an object for a name that it doesn't know.
            if name and schema.getoid(kind, name) not in schema.sed[kind]:
                problem(f"{owner} names the {kind.__name__} {name}, which is not published")

    for oid in schema.listall(AttributeType):
        attribute = schema.get_obj(AttributeType, oid)
        check(oid, AttributeType, attribute.sup)
        check(oid, LDAPSyntax, [attribute.syntax])
        check(oid, MatchingRule, [attribute.equality, attribute.ordering, attribute.substr])
        if not (attribute.syntax or attribute.sup):
            problem(f"{oid} has neither SYNTAX nor SUP")
    for oid in schema.listall(ObjectClass):
        object_class = schema.get_obj(ObjectClass, oid)
        check(oid, ObjectClass, object_class.sup)
        check(oid, AttributeType, object_class.must + object_class.may)
    for oid in schema.listall(MatchingRule):
        check(oid, LDAPSyntax, [schema.get_obj(MatchingRule, oid).syntax])
    for oid in schema.listall(MatchingRuleUse):
        check(oid, MatchingRule, [oid])
        check(oid, AttributeType, schema.get_obj(MatchingRuleUse, oid).applies)


def check_entry(schema, dn, attributes):
    classes = [name.decode() for name in attributes["objectClass"]]
    must, may = schema.attribute_types(classes)
    present = {schema.getoid(AttributeType, name) for name in attributes}
    for oid, attribute in must.items():
        if oid not in present:
            problem(f"{dn} lacks {attribute.names[0]}, which its classes require")
    for name, values in attributes.items():
        attribute = schema.get_obj(AttributeType, name)
        if attribute is None:
            problem(f"{dn} has {name}, which is not published")
        elif name != attribute.names[0]:
            problem(f"{dn} spells {attribute.names[0]} as {name}")
        elif attribute.single_value and len(values) > 1:
            problem(f"{dn} has several values of {name}")
        elif attribute.usage == 0 and attribute.oid not in must and attribute.oid not in may:
            problem(f"{dn} has {name}, which its classes don't allow")


def main(url, ca, name, password, base):
    connection = connect(url, ca, name, password)
    subentry = connection.search_subschemasubentry_s(base)
    published = connection.read_subschemasubentry_s(subentry, DESCRIPTIONS)
    # 2: an OID or a name that is used twice is an error.
    schema = ldap.schema.SubSchema(published, 2)
    for attribute, kind in KINDS.items():
        print("count", attribute, len(schema.listall(kind)))
    check_references(schema)
    entries = connection.search_s(base, ldap.SCOPE_SUBTREE, "(objectClass=*)", ["*", "+"])
    print("count entries", len(entries))
    for dn, attributes in entries:
        check_entry(schema, dn, attributes)


main(*sys.argv[1:])
