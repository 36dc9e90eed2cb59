# needs: python-gitlab
"""Reads the sandbox's GitLab with python-gitlab, as it comes from its makers."""

import sys

import gitlab

base, token = sys.argv[1:3]
lab = gitlab.Gitlab(base, private_token=token)
lab.auth()

project = lab.projects.get("hybrid-platforms/art/ocp-shipment-data")
requests = project.mergerequests.list(state="all", per_page=5, iterator=True)
total = requests.total
requests = list(requests)
assert lab.user.username, "no login"
assert lab.personal_access_tokens.get("self").expires_at, "no end of the token"
assert len(requests) == total > 5, (len(requests), total)

failing = drafts = conflicts = approved = bugs = 0
for listed in requests:
    request = project.mergerequests.get(listed.iid)
    drafts += request.draft
    conflicts += request.has_conflicts
    approvals = request.approvals.get()
    approved += len(approvals.approved_by)
    rules = request.approval_state.get().rules
    assert sum(rule["approved"] for rule in rules) == len(rules) - approvals.approvals_left
    assert all(note.body for note in request.notes.list(all=True))
    for change in request.changes()["changes"]:
        assert change["new_path"].endswith(".yaml"), change
    for diff in lab.http_list(f"/projects/{project.id}/merge_requests/{request.iid}/diffs", all=True):
        file = project.files.get(diff["new_path"], ref=request.sha).decode().decode()
        assert diff["diff"].count("\n+") == file.count("\n"), diff["new_path"]
        bugs += file.count("id: OCPBUGS-")
    for pipeline in request.pipelines.list(all=True):
        whole = project.pipelines.get(pipeline.id)
        assert whole.status == pipeline.status
        jobs = whole.jobs.list(all=True)
        failing += sum(job.status == "failed" for job in jobs)
        for bridge in whole.bridges.list(all=True):
            below = bridge.downstream_pipeline
            if below:
                inside = project.pipelines.get(below["id"]).jobs.list(all=True)
                failing += sum(job.status == "failed" for job in inside)
        log = project.jobs.get(jobs[0].id).trace()
        assert (b"release-watch" in log) == bool(jobs[0].started_at), log[:200]

open_ones = project.mergerequests.list(state="opened", all=True)
shipment = next(one for one in open_ones if one.title.startswith("Shipment for"))
found = project.mergerequests.list(search=shipment.title, state="opened", all=True)
assert [one.iid for one in found] == [shipment.iid], found
tree = project.repository_tree(ref=shipment.source_branch, recursive=True, all=True)
assert any(entry["path"].endswith(".yaml") for entry in tree), tree

for wrong, status in [
    (lambda: project.mergerequests.get(999_999), 404),
    (lambda: project.files.get("no/such/file", ref="main"), 404),
    (lambda: lab.projects.get("no/such/project"), 404),
    (lambda: project.mergerequests.get(shipment.iid).notes.create({"body": "x"}), 403),
    (lambda: gitlab.Gitlab(base, private_token="wrong").auth(), 401),
    (lambda: gitlab.Gitlab(base).projects.get(project.id), 404),
]:
    try:
        wrong()
        sys.exit(f"an answer came where {status} was expected")
    except gitlab.GitlabError as refused:
        assert refused.response_code == status, (status, refused)

assert drafts and conflicts and approved and bugs, (drafts, conflicts, approved, bugs)
print(
    f"{lab.user.username}: {total} merge requests, {drafts} draft, {conflicts} in conflict, "
    f"{approved} approvals, {bugs} bugs, {failing} failing jobs"
)
