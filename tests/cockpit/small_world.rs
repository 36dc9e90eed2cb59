//! One release on three branches, as small as it can be, and a sandbox that serves it: the world of the
//! tests that do not need a whole release week.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use oar_tui::sandbox::{Options, Running, ServiceName, start};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The release in it: BLOCKED, because a task failed.
pub const RELEASE: &str = "4.20.17";
/// Its candidate, with one job that passed.
pub const BUILD: &str = "4.20.0-0.nightly-2026-03-19-055504";
/// The newest time in the files; the sandbox's clock starts here.
pub const NEWEST: &str = "2026-03-25T14:06:30Z";
const JOB: &str =
    "periodic-ci-openshift-openshift-tests-private-release-4.20-automated-release-aws-ipi-f999";

/// A folder as `sandbox --data` wants it.
pub struct BranchFiles(TempDir);

impl BranchFiles {
    pub fn new() -> BranchFiles {
        let files = BranchFiles(TempDir::new().unwrap());
        let jobs = format!(r#"{{"nightly": [{{"prowJob": "{JOB}"}}], "stable": []}}"#);
        files.put("registry/ocp-4.20-test-jobs-amd64.json", jobs);
        files.put(&format!("record/ocp-test-result-{BUILD}-amd64.json"), results(BUILD));
        files.put(
            "z-stream/4.20/4.20.z.yaml",
            format!("releases:\n  {RELEASE}:\n    release_jira: ART-1\n"),
        );
        files.put(
            &format!("z-stream/4.20/statebox/{RELEASE}.yaml"),
            statebox(RELEASE, "2 of 193 images differ"),
        );
        files
    }

    pub fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Serves them.
    pub fn serve(&self, options: Options) -> Served {
        let runtime = Runtime::new().unwrap();
        let options = Options { data: Some(self.path().to_owned()), ..options };
        let running = runtime.block_on(start(options)).unwrap();
        let home = TempDir::new().unwrap();
        let profile = home.path().join("oar.toml");
        running.write_profile(&profile).unwrap();
        Served { _runtime: runtime, running, profile, home }
    }
}

/// A result file of a build with one job that passed.
pub fn results(build: &str) -> String {
    format!(
        r#"{{"result": [{{"jobName": "{JOB}",
            "firstJob": {{"jobStartTime": "2026-03-19T08:00:00Z", "jobID": "0ca34677-169f-4207-9a50-85c5c3064c06",
              "jobURL": "https://deck.example/1", "jobState": "success",
              "jobCompletionTime": "2026-03-19T09:30:00Z"}}, "retriedJobs": []}}],
          "build": {{"name": "{build}", "phase": "Accepted", "pullSpec": "p", "downloadURL": "d"}}}}"#
    )
}

/// The StateBox of a release, with this as the result of the failed task.
pub fn statebox(release: &str, result: &str) -> String {
    format!(
        "schema_version: '1.0'\nrelease: {release}\ncreated_at: '2026-03-20T09:00:00Z'\n\
         updated_at: '{NEWEST}'\nmetadata:\n  jira_ticket: ART-1\n  advisory_ids: {{rpm: 1}}\n  \
         release_date: 2026-Mar-26\n  candidate_builds: {{x86_64: {BUILD}}}\n  shipment_mr: null\n\
         tasks:\n- name: take-ownership\n  status: Pass\n  started_at: '2026-03-20T09:10:00Z'\n  \
         completed_at: '2026-03-20T09:11:00Z'\n  result: |-\n    done\n\
         - name: image-consistency-check\n  status: Fail\n  started_at: '2026-03-25T09:10:00Z'\n  \
         completed_at: '2026-03-25T10:10:00Z'\n  result: |-\n    {result}\nissues: []\n"
    )
}

/// A sandbox in this process, and the configuration of a program that lives in it.
pub struct Served {
    /// held: the services end with it
    _runtime: Runtime,
    pub running: Running,
    profile: PathBuf,
    home: TempDir,
}

impl Served {
    pub fn profile(&self) -> &str {
        self.profile.to_str().unwrap()
    }

    /// A folder that ends with the sandbox, home of the programs that are run on it.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Adds lines to the configuration.
    pub fn configure(&self, lines: &str) {
        let text = fs::read_to_string(&self.profile).unwrap();
        fs::write(&self.profile, text + lines).unwrap();
    }

    /// How often a service was asked for addresses with these words.
    pub fn asked(&self, service: ServiceName, words: &str) -> u64 {
        let counted = self.running.requests(service);
        counted.iter().filter(|one| one.path.contains(words)).map(|one| one.count).sum()
    }

    /// Runs a command on it to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The command, to be changed before it is run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(self.home());
        command.args(["--config", self.profile()]).args(arguments);
        command
    }
}

/// The program with a home of its own and nothing of the user's surroundings.
pub fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oar-tui"));
    command.env_clear().env("HOME", home).env("LANG", "C.UTF-8").current_dir(home);
    command
}
