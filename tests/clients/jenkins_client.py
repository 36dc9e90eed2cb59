# needs: python-jenkins
"""Reads the sandbox's Jenkins with the python-jenkins package, as it comes from its makers."""

import sys

import jenkins

base, token = sys.argv[1:3]
server = jenkins.Jenkins(base, username="ert-bot", password=token)
name = "zstreams/Stage-Pipeline"

me = server.get_whoami()
version = server.get_version()
job = server.get_job_info(name)
deep = server.get_job_info(name, depth=1)
assert job["builds"] and job["fullName"] == name, job
numbers = [build["number"] for build in job["builds"]]
assert numbers == sorted(numbers, reverse=True) == [one["number"] for one in deep["builds"]]
assert server.job_exists(name) and not server.job_exists("zstreams/Other")

results, running = {}, 0
for number in numbers:
    build = server.get_build_info(name, number)
    parameters = next(
        action for action in build["actions"]
        if action.get("_class") == "hudson.model.ParametersAction"
    )["parameters"]
    spec = next(one["value"] for one in parameters if one["name"] == "PULL_SPEC")
    assert spec.startswith("quay.io/openshift-release-dev/ocp-release:"), spec
    console = server.get_build_console_output(name, number)
    assert "[Pipeline] Start of Pipeline" in console and spec in console
    assert build["inProgress"] == build["building"] == (build["result"] is None)
    if build["inProgress"]:
        running += 1
        assert "Finished:" not in console and build["duration"] == 0
    else:
        assert console.endswith(f"Finished: {build['result']}\n"), console[-80:]
        results[build["result"]] = results.get(build["result"], 0) + 1
assert running, "nothing runs"
assert all(item["task"]["name"] for item in server.get_queue_info())

for what in (
    lambda: server.get_build_info(name, 1),
    lambda: server.build_job(name, {"VERSION": "4.20"}),
    lambda: jenkins.Jenkins(base, username="x", password="wrong").get_job_info(name),
    lambda: jenkins.Jenkins(base).get_job_info(name),
):
    try:
        what()
        sys.exit("a request that has to fail did not")
    except jenkins.JenkinsException:
        pass

print(f"{me['id']} at {version}: {len(numbers)} runs, {running} at work, {results}")
