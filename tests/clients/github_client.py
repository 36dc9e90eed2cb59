# needs: PyGithub
"""Reads the sandbox's GitHub with PyGithub, as it comes from its makers."""

import sys

import github

base, token = sys.argv[1:3]
hub = github.Github(base_url=base, auth=github.Auth.Token(token))

me = hub.get_user().login
repository = hub.get_repo("openshift/release-tests")
branch = repository.get_branch("z-stream")
tree = repository.get_git_tree(branch.commit.commit.tree.sha, recursive=True)
boxes = [entry for entry in tree.tree if "/statebox/" in entry.path and entry.type == "blob"]
text = repository.get_contents(boxes[0].path, ref="z-stream").decoded_content
blob = repository.get_git_blob(boxes[0].sha)
commits = list(repository.get_commits(sha="z-stream")[:5])

assert me, "no login"
assert boxes, "no StateBox"
assert text and blob.size == len(text), (blob.size, len(text))
assert len(commits) == 5, commits
try:
    repository.get_contents("no/such/file", ref="z-stream")
    sys.exit("a missing file was found")
except github.GithubException as missing:
    assert missing.status == 404, missing
print(f"{me}: {len(boxes)} StateBoxes at {branch.commit.sha[:9]}, the first has {len(text)} bytes")
