# needs: kubernetes
"""Reads the sandbox's ReleasePayload objects with the kubernetes package, as it comes from its makers."""

import sys

from kubernetes import client, config

base, token = sys.argv[1:3]
of = ("release.openshift.io", "v1alpha1", "ocp", "releasepayloads")


def api(token):
    way = {
        "apiVersion": "v1", "kind": "Config", "current-context": "x",
        "clusters": [{"name": "x", "cluster": {"server": base}}],
        "users": [{"name": "x", "user": {"token": token}}],
        "contexts": [{"name": "x", "context": {"cluster": "x", "user": "x"}}],
    }
    return config.new_client_from_config_dict(way)


known = api(token)
objects = client.CustomObjectsApi(known)
version = client.VersionApi(known).get_code().git_version
whole = objects.list_namespaced_custom_object(*of)["items"]
names, following, pages = [], "", 0
while pages == 0 or following:
    page = objects.list_namespaced_custom_object(*of, limit=20, _continue=following)
    names += [one["metadata"]["name"] for one in page["items"]]
    following, pages = page["metadata"]["continue"], pages + 1
assert names == [one["metadata"]["name"] for one in whole] and pages > 1, (len(names), pages)

mark = "release.openshift.io/qe_state"
marked = objects.list_namespaced_custom_object(*of, label_selector=f"{mark}=Accepted")["items"]
assert marked and {one["metadata"]["labels"][mark] for one in marked} == {"Accepted"}
one = objects.get_namespaced_custom_object(*of, marked[0]["metadata"]["name"])
assert one["kind"] == "ReleasePayload" and one["status"]["conditions"], one
arm = objects.list_namespaced_custom_object(of[0], of[1], "ocp-arm64", of[3])["items"]
assert arm, "no payloads of another architecture"

stranger = client.CustomObjectsApi(api("wrong"))
patch = {"metadata": {"labels": {mark: "Rejected"}}}
for what, status in (
    (lambda: stranger.list_namespaced_custom_object(*of), 401),
    (lambda: objects.patch_namespaced_custom_object(*of, names[0], patch), 403),
    (lambda: objects.get_namespaced_custom_object(*of, "4.0.0"), 404),
    (lambda: objects.list_namespaced_custom_object(*of, limit=1, _continue="?"), 410),
):
    try:
        what()
        sys.exit(f"a request that has to fail with {status} did not")
    except client.ApiException as refused:
        assert refused.status == status, refused

print(f"{version}: {len(names)} payloads in {pages} pages, {len(marked)} accepted by QE")
