"""Drives python-ldap: one request in JSON from each line of input, one outcome in JSON for each line of output."""

import json
import sys

import ldap

SCOPES = {
    "baseObject": ldap.SCOPE_BASE,
    "singleLevel": ldap.SCOPE_ONELEVEL,
    "wholeSubtree": ldap.SCOPE_SUBTREE,
}
SECONDS = 10


def connect(url, ca):
    connection = ldap.initialize(url)
    connection.set_option(ldap.OPT_REFERRALS, 0)
    connection.set_option(ldap.OPT_NETWORK_TIMEOUT, SECONDS)
    connection.set_option(ldap.OPT_TIMEOUT, SECONDS)
    connection.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
    if ca:
        connection.set_option(ldap.OPT_X_TLS_CACERTFILE, ca)
    connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
    return connection


def result_code(error):
    """The server's result code; an error of the client's own, such as a lost connection, has none and is raised again."""
    details = error.args[0] if error.args else {}
    if details.get("result", -1) < 0:
        raise error
    return details["result"], details.get("matched", "")


def search(connection, wanted):
    try:
        found = connection.search_s(
            wanted["base"], SCOPES[wanted["scope"]], wanted["filter"], wanted["attributes"] or None
        )
        code, matched = 0, ""
    except ldap.LDAPError as error:
        found = []
        code, matched = result_code(error)
    entries = [
        {"dn": dn, "attributes": {name: [value.decode() for value in values] for name, values in attributes.items()}}
        for dn, attributes in found
        if dn is not None
    ]
    return {"code": code, "matchedDN": matched, "entries": entries}


def carry_out(request):
    outcome = {"failure": None, "bind": None, "search": None}
    try:
        connection = connect(request["url"], request["ca"])
        if request["bind"]:
            try:
                connection.simple_bind_s(request["bind"]["name"], request["bind"]["password"])
                outcome["bind"] = 0
            except ldap.LDAPError as error:
                outcome["bind"], _ = result_code(error)
                return outcome
        if request["search"]:
            outcome["search"] = search(connection, request["search"])
        connection.unbind_s()
    except ldap.LDAPError as error:
        outcome["failure"] = repr(error)
    return outcome


for line in sys.stdin:
    print(json.dumps(carry_out(json.loads(line))), flush=True)
