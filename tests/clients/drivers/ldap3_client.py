"""Drives ldap3: one request in JSON from each line of input, one outcome in JSON for each line of output."""

import json
import ssl
import sys
from urllib.parse import urlsplit

import ldap3
from ldap3.core.exceptions import LDAPException

SCOPES = {"baseObject": ldap3.BASE, "singleLevel": ldap3.LEVEL, "wholeSubtree": ldap3.SUBTREE}
SECONDS = 10


def connect(url, ca, bind):
    address = urlsplit(url)
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=ca)
    # ldap3's own default is kept: it reads the schema after the bind and refuses names that the schema lacks.
    server = ldap3.Server(address.hostname, port=address.port, use_ssl=True, tls=tls, connect_timeout=SECONDS)
    credentials = {}
    if bind and bind["name"]:
        credentials = {"user": bind["name"], "password": bind["password"], "authentication": ldap3.SIMPLE}
    return ldap3.Connection(server, receive_timeout=SECONDS, return_empty_attributes=False, **credentials)


def search(connection, wanted):
    # ldap3 makes an empty list mean no attributes at all; the star is what the empty list means to a server.
    connection.search(
        wanted["base"], wanted["filter"], SCOPES[wanted["scope"]], attributes=wanted["attributes"] or ldap3.ALL_ATTRIBUTES
    )
    result = connection.result
    entries = [
        {
            "dn": entry["dn"],
            "attributes": {
                name: [value.decode() for value in values] for name, values in entry["raw_attributes"].items()
            },
        }
        for entry in connection.response or []
        if entry["type"] == "searchResEntry"
    ]
    return {"code": result["result"], "matchedDN": result["dn"], "entries": entries}


def carry_out(request):
    outcome = {"failure": None, "bind": None, "search": None}
    try:
        connection = connect(request["url"], request["ca"], request["bind"])
        connection.open()
        if request["bind"]:
            connection.bind()
            outcome["bind"] = connection.result["result"]
            if outcome["bind"] != 0:
                return outcome
        if request["search"]:
            outcome["search"] = search(connection, request["search"])
        connection.unbind()
    except LDAPException as error:
        outcome["failure"] = repr(error)
    return outcome


for line in sys.stdin:
    print(json.dumps(carry_out(json.loads(line))), flush=True)
