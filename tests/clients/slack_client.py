# needs: slack_sdk
"""Reads the sandbox's Slack with slack_sdk, as it comes from its makers."""

import sys
import threading

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient

base, token = sys.argv[1:3]
slack = WebClient(token=token, base_url=f"{base}/api/")

me = slack.auth_test()
assert me["bot_id"] and "usergroups:read" in me.headers["x-oauth-scopes"], me.headers
pages, channels = 0, {}
for page in slack.conversations_list(types="public_channel,private_channel", limit=100):
    pages += 1
    channels |= {channel["name"]: channel for channel in page["channels"]}
assert pages == 3 and channels["qe-release"]["is_member"], pages
groups = slack.usergroups_list(include_users=True)["usergroups"]
leads = next(group for group in groups if group["handle"] == "release-leads-4-20")
first = slack.users_info(user=leads["users"][0])["user"]
found = slack.users_lookupByEmail(email=first["profile"]["email"].upper())["user"]
assert found["id"] == first["id"], (found, first)
members = [one for page in slack.users_list(limit=7) for one in page["members"]]
assert first["id"] in {one["id"] for one in members} and any(one["deleted"] for one in members)
# the same call with arguments in the address
assert slack.api_call("auth.test", http_verb="GET")["user_id"] == me["user_id"]


def refused(word, call):
    try:
        call()
        sys.exit(f"{word} was expected")
    except SlackApiError as error:
        assert error.response["error"] == word, (word, error.response.data)


refused("invalid_auth", lambda: WebClient(token="xoxb-no", base_url=f"{base}/api/").auth_test())
refused("users_not_found", lambda: slack.users_lookupByEmail(email="nobody@example.com"))
refused("user_not_found", lambda: slack.users_info(user="U0"))
refused("invalid_cursor", lambda: slack.conversations_list(cursor="x"))
refused("unknown_method", lambda: slack.api_call("no.such"))
refused("missing_scope", lambda: slack.chat_postMessage(channel="qe-release", text="x"))

# Socket Mode: the greeting comes over a websocket
greeted = threading.Event()
socket = SocketModeClient(app_token=token, web_client=slack)
socket.message_listeners.append(lambda _, said, __: said.get("type") == "hello" and greeted.set())
socket.connect()
assert greeted.wait(20), "no greeting"
socket.close()
print(f"{me['user']} in {me['team']}: {len(channels)} channels, {len(groups)} groups, {len(members)} people")
