"""Reads a server's schema with ldap3, which parses it by itself. Prints counts, and a problem on each line."""

import ssl
import sys
from urllib.parse import urlsplit

import ldap3

KINDS = {
    "ldapSyntaxes": "ldap_syntaxes",
    "matchingRules": "matching_rules",
    "matchingRuleUse": "matching_rule_uses",
    "attributeTypes": "attribute_types",
    "objectClasses": "object_classes",
}


def problem(text):
    print("problem", text)


def check(schema, owner, kind, names):
    for name in names or []:
        if name not in getattr(schema, KINDS[kind]):
            problem(f"{owner} names {name} of {kind}, which is not published")


def main(url, ca, name, password, base):
    address = urlsplit(url)
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=ca)
    server = ldap3.Server(address.hostname, port=address.port, use_ssl=True, tls=tls, get_info=ldap3.ALL)
    connection = ldap3.Connection(server, user=name, password=password, auto_bind=True)
    schema = server.schema
    for attribute, kind in KINDS.items():
        # The dictionaries hold a description once for each of its names.
        print("count", attribute, len({described.oid for described in getattr(schema, kind).values()}))
    for attribute in schema.attribute_types.values():
        check(schema, attribute.oid, "attributeTypes", attribute.superior)
        check(schema, attribute.oid, "matchingRules", attribute.equality)
        check(schema, attribute.oid, "matchingRules", attribute.ordering)
        check(schema, attribute.oid, "matchingRules", attribute.substring)
        if attribute.syntax is not None:
            check(schema, attribute.oid, "ldapSyntaxes", [attribute.syntax])
    for object_class in schema.object_classes.values():
        check(schema, object_class.oid, "objectClasses", object_class.superior)
        check(schema, object_class.oid, "attributeTypes", object_class.must_contain)
        check(schema, object_class.oid, "attributeTypes", object_class.may_contain)
    for rule in schema.matching_rules.values():
        check(schema, rule.oid, "ldapSyntaxes", [rule.syntax])
    for use in schema.matching_rule_uses.values():
        check(schema, use.oid, "attributeTypes", use.apply_to)
    # ldap3 refuses a name that the schema lacks, and decodes values by their syntax.
    connection.search(base, "(objectClass=*)", attributes=[ldap3.ALL_ATTRIBUTES, ldap3.ALL_OPERATIONAL_ATTRIBUTES])
    entries = [entry for entry in connection.response if entry["type"] == "searchResEntry"]
    print("count entries", len(entries))
    for entry in entries:
        for attribute in entry["attributes"]:
            check(schema, entry["dn"], "attributeTypes", [attribute])


main(*sys.argv[1:])
