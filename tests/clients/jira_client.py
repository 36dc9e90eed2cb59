# needs: jira
"""Reads the sandbox's Jira with the jira package, as it comes from its makers."""

import sys

import jira

base, token = sys.argv[1:3]
site = jira.JIRA(server=base, basic_auth=("amara@example.com", token), max_retries=0)

info = site.server_info()
me = site.myself()
fields = {field["name"]: field["id"] for field in site.fields()}
target = fields["Target Version"]
jql = "project = OCPBUGS AND issuetype in (Bug, Vulnerability) AND status = ON_QA"
bugs = site.enhanced_search_issues(jql + " ORDER BY key", maxResults=0, fields="*all")
versions = sorted({version.name for bug in bugs for version in getattr(bug.fields, target) or []})
wanted = ", ".join(versions)
again = site.enhanced_search_issues(
    f"{jql} AND 'Target Version' in ({wanted})", maxResults=0, fields="summary", expand="changelog"
)
some = site.enhanced_search_issues("project = OCPBUGS ORDER BY key", maxResults=0, fields="summary")

assert info["deploymentType"] == "Cloud" and me["accountId"], (info, me)
assert bugs and all(bug.fields.status.name == "ON_QA" for bug in bugs), "no bugs in ON_QA"
assert {bug.key for bug in bugs} == {bug.key for bug in again}, "two questions, two answers"
assert len(some) == len({bug.key for bug in some}) > 100, "pages overlap or end too early"

notices = moves = 0
for bug in bugs:
    history = site.issue(bug.key, expand="changelog").changelog.histories
    to = [item.toString for change in history for item in change.items if item.field == "status"]
    assert "ON_QA" in to, bug.key
    moves += len(to)
    title = "Errata Reliability Team Notification - "
    notices += sum(one.body.startswith(title) for one in site.comments(bug.key))
    for link in site.remote_links(bug.key):
        assert link.object.url.startswith("https://github.com/openshift/"), link.object.url
assert notices, "the notifier wrote nothing"

stories = site.enhanced_search_issues("project = ART AND issuetype = Story ORDER BY key DESC")
ticket = site.issue(stories[0].key)
parts = [site.issue(part.key) for part in ticket.fields.subtasks]
below = site.enhanced_search_issues(f"parent = {ticket.key}", fields="summary,status,assignee")
assert len(parts) == len(below) == 6, (len(parts), len(below))
assert any(part.fields.summary == "[Wed-Fri] QE does release verification" for part in parts)
assert site.search_users(query="okafor")[0].emailAddress == "r.okafor@example.com"

for what, status in (
    (lambda: site.issue("OCPBUGS-1"), 404),
    (lambda: site.enhanced_search_issues("'Target Version' in (9.99.z)"), 400),
    (lambda: site.add_comment(bugs[0].key, "hello"), 403),
    (lambda: jira.JIRA(server=base, basic_auth=("x", "wrong"), max_retries=0).myself(), 401),
):
    try:
        what()
        sys.exit(f"a request that has to fail with {status} did not")
    except jira.JIRAError as refused:
        assert refused.status_code == status, refused

print(f"{me['displayName']}: {len(bugs)} bugs in ON_QA for {wanted}, {moves} moves, {notices} notices")
