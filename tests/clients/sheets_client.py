# needs: google-api-python-client google-auth
"""Reads the sandbox's Sheets with the google-api-python-client package, as it comes from its makers."""

import json
import os
import sys

import google_auth_httplib2
import httplib2
from google.auth.exceptions import RefreshError
from google.oauth2 import service_account
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

base, token = sys.argv[1:3]


def service(login):
    return build(
        "sheets", "v4", credentials=Credentials(login), static_discovery=True,
        client_options={"api_endpoint": base},
    ).spreadsheets()


sheets = service(token)
document = "sandbox-report-4-20"
whole = sheets.get(spreadsheetId=document).execute()
tabs = [tab["properties"]["title"] for tab in whole["sheets"]]
assert tabs[0] == "template" and len(tabs) >= 3, tabs
assert len({tab["properties"]["sheetId"] for tab in whole["sheets"]}) == len(tabs)
few = sheets.get(spreadsheetId=document, fields="sheets.properties(sheetId,title)").execute()
assert list(few) == ["sheets"], few

ranges = [f"'{tab}'!A1:B19" for tab in tabs]
answer = sheets.values().batchGet(spreadsheetId=document, ranges=ranges).execute()
assert [one["range"] for one in answer["valueRanges"]][1:] == ranges[1:], answer
for tab, one in zip(tabs[1:], answer["valueRanges"][1:]):
    rows = one["values"]
    assert rows[0] == ["Overall", "Green"], rows
    tasks = {row[0]: row[1] for row in rows[7:]}
    assert len(tasks) == 11 and set(tasks.values()) == {"Pass"}, tasks
cell = sheets.values().get(spreadsheetId=document, range=f"'{tabs[1]}'!B4")
assert cell.execute()["values"][0][0].startswith("ART-")
formula = sheets.values().get(
    spreadsheetId=document, range=f"'{tabs[1]}'!B4", valueRenderOption="FORMULA",
)
assert formula.execute()["values"][0][0].startswith("=HYPERLINK(")

for what, status in (
    (lambda: sheets.get(spreadsheetId="none").execute(), 404),
    (lambda: sheets.values().get(spreadsheetId=document, range="'9.9.9'!A1").execute(), 400),
    (lambda: service("wrong").get(spreadsheetId=document).execute(), 401),
    (lambda: sheets.values().update(
        spreadsheetId=document, range="template!B1", valueInputOption="RAW", body={"values": [["Red"]]},
    ).execute(), 403),
):
    try:
        what()
        sys.exit("a request that has to fail did not")
    except HttpError as refused:
        assert refused.resp.status == status, refused
    except Exception as refused:
        # a token that is refused is renewed by the package, and this one cannot be
        assert status == 401 and "refresh" in str(refused), refused

# The key of a service account signs for a token.
account = json.loads(os.environ["OAR_SANDBOX_GOOGLE"])
scopes = ["https://www.googleapis.com/auth/spreadsheets.readonly"]


def signed_in(info):
    return service_account.Credentials.from_service_account_info(info, scopes=scopes)


own = signed_in(account)
own.refresh(google_auth_httplib2.Request(httplib2.Http()))
assert own.token == token and own.valid, own.expiry
assert service(own.token).get(spreadsheetId=document).execute() == whole
try:
    stranger = signed_in({**account, "client_email": "somebody@else.example"})
    stranger.refresh(google_auth_httplib2.Request(httplib2.Http()))
    sys.exit("a stranger was signed in")
except RefreshError as refused:
    assert "invalid_grant" in str(refused), refused

print(f"{len(tabs)} tabs of {document}, {len(answer['valueRanges'])} read")
