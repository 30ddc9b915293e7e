//! A PostgreSQL of a test's own: it is made, started and stopped by the test, and nothing of it stays.
//!
//! The server runs below a small shell that waits for the test to let go of a pipe. So it ends with its [`Server`], and also when the
//! test panics, is killed, or holds the server in a static, which Rust does not drop.

use std::{
    env,
    fs::{self, File},
    io::{BufRead as _, BufReader, Write as _},
    os::unix::{fs::chown, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::ports;

/// The role that owns everything; it needs no password.
const USER: &str = "steward";
const TO_START: Duration = Duration::from_secs(60);

/// Starts the command it is given and says its process id. A line names the signal that stops it; the end of its input stops it too,
/// and then the folder goes.
const WATCH: &str = r#"
folder=$1; shift
"$@" >&2 &
server=$!
echo "$server"
if read -r signal; then kill -"$signal" "$server"; wait "$server"; exit; fi
kill -QUIT "$server"
wait "$server"
cd / && rm -rf "$folder"
"#;

/// A running PostgreSQL with an empty data folder, on a port of its own. It syncs what it commits, as a real one does.
pub struct Server {
    programs: PathBuf,
    account: Option<Account>,
    folder: TempDir,
    port: u16,
    running: Mutex<Option<Running>>,
}

struct Running {
    watch: Child,
    pid: u32,
}

/// PostgreSQL refuses to run as root; these are the user and group it runs as instead.
#[derive(Clone, Copy)]
struct Account {
    user: u32,
    group: u32,
}

/// The one server of this test process, for tests that need a database and not a server.
pub fn shared() -> &'static Server {
    static SHARED: OnceLock<Server> = OnceLock::new();
    SHARED.get_or_init(Server::start)
}

impl Server {
    /// Makes a server and waits until it answers.
    ///
    /// # Panics
    ///
    /// When PostgreSQL is not installed, or does not start.
    pub fn start() -> Self {
        let programs = programs();
        let account = account();
        let folder = tempfile::Builder::new().prefix("steward-pg-").tempdir().expect("a temporary folder");
        if let Some(account) = account {
            chown(folder.path(), Some(account.user), Some(account.group)).expect("the folder changes its owner");
        }
        let server = Self { programs, account, folder, port: ports::free(), running: Mutex::new(None) };
        let mut make = server.command("initdb");
        // The machine does not crash, so that the new files need no sync; what the server commits is synced.
        make.args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-U", USER, "-D"]).arg(server.data());
        let made = make.output().expect("initdb runs");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        server.start_again();
        server
    }

    /// The address of a new database of that name.
    pub fn url(&self, database: &str) -> String {
        self.sql("postgres", &format!("CREATE DATABASE \"{database}\""));
        self.address(self.port, database)
    }

    /// The address of a new database that no other test has.
    pub fn fresh_url(&self) -> String {
        static COUNT: AtomicUsize = AtomicUsize::new(1);
        self.url(&format!("test_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed)))
    }

    /// The address of a database as seen through a port that leads here, such as a [`Proxy`](crate::Proxy)'s.
    pub fn address(&self, port: u16, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{port}/{database}")
    }

    /// The port it listens on, which it keeps.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The process id of its postmaster.
    ///
    /// # Panics
    ///
    /// While it is stopped.
    pub fn pid(&self) -> u32 {
        self.running().as_ref().expect("the server is not stopped").pid
    }

    /// Runs statements in a database, and gives back what they print: rows as lines, with `|` between the columns.
    pub fn sql(&self, database: &str, statements: &str) -> String {
        let output = self
            .command("psql")
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", USER, "-d", database])
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "-v", "ON_ERROR_STOP=1"])
            .args(["-c", statements])
            .output()
            .expect("psql runs");
        assert!(output.status.success(), "{statements}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Stops it, which breaks off every connection, and starts it again. An immediate stop leaves the rest to recovery from the log.
    pub fn restart(&self, immediate: bool) {
        if immediate {
            self.crash();
        } else {
            self.stop();
        }
        self.start_again();
    }

    /// Stops it without haste: what is under way is rolled back, and a checkpoint is written.
    pub fn stop(&self) {
        self.end("INT");
    }

    /// Ends it at once, and leaves what it would have done to recovery.
    pub fn crash(&self) {
        self.end("QUIT");
    }

    /// Starts it after [`stop`](Self::stop) or [`crash`](Self::crash).
    pub fn start_again(&self) {
        let mut running = self.running();
        assert!(running.is_none(), "the server runs already");
        let log = File::options().create(true).append(true).open(self.log_path()).expect("a log");
        let mut watch = Command::new("sh")
            .args(["-c", WATCH, "watch"])
            .arg(self.folder.path())
            .arg(self.programs.join("postgres"))
            .arg("-D")
            .arg(self.data())
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-k"])
            .arg(self.folder.path())
            .args(["-c", "max_connections=400", "-c", "fsync=on"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            // A Ctrl-C that ends the test does not reach it: it cleans up after the test has ended.
            .process_group(0)
            .as_account(self.account)
            .current_dir(self.folder.path())
            .spawn()
            .expect("sh runs");
        let mut line = String::new();
        BufReader::new(watch.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let pid = line.trim().parse().expect("a process id");
        *running = Some(Running { watch, pid });
        drop(running);
        self.wait_until_it_answers();
    }

    /// What it logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn wait_until_it_answers(&self) {
        let began = Instant::now();
        let port = self.port.to_string();
        let mut ask = self.command("pg_isready");
        ask.args(["-q", "-h", "127.0.0.1", "-p", &port, "-U", USER, "-d", "postgres"]);
        while !ask.status().expect("pg_isready runs").success() {
            assert!(began.elapsed() < TO_START, "PostgreSQL does not start. It logged:\n{}", self.log());
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn end(&self, signal: &str) {
        let Running { mut watch, .. } = self.running().take().expect("the server runs");
        let mut input = watch.stdin.take().expect("a pipe");
        writeln!(input, "{signal}").expect("the shell reads");
        watch.wait().expect("it ends");
    }

    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.as_account(self.account).current_dir(self.folder.path());
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut running) = self.running().take() {
            drop(running.watch.stdin.take());
            let _ = running.watch.wait();
        }
    }
}

trait AsAccount {
    fn as_account(&mut self, account: Option<Account>) -> &mut Self;
}

impl AsAccount for Command {
    fn as_account(&mut self, account: Option<Account>) -> &mut Self {
        if let Some(Account { user, group }) = account {
            self.uid(user).gid(group);
        }
        self
    }
}

/// Where initdb and postgres are: the folder of the PATH's, the newest of Debian's, or what `pg_config` says.
fn programs() -> PathBuf {
    let has_server = |folder: &PathBuf| ["initdb", "postgres"].iter().all(|name| folder.join(name).is_file());
    // Links in the PATH may be those of two programs only: their target has the others beside it.
    let in_path = env::var_os("PATH").into_iter().flat_map(|path| env::split_paths(&path).collect::<Vec<_>>());
    let in_path = in_path.filter_map(|folder| Some(fs::canonicalize(folder.join("initdb")).ok()?.parent()?.to_owned()));
    let version = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let mut packaged: Vec<_> = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().collect();
    packaged.sort_by_key(|entry| std::cmp::Reverse(version(&entry.path())));
    let said = || Some(PathBuf::from(answer("pg_config", &["--bindir"])?));
    in_path
        .chain(packaged.into_iter().map(|entry| entry.path().join("bin")))
        .chain(std::iter::once_with(said).flatten())
        .find(has_server)
        .expect(
            "PostgreSQL's initdb is not here. Install it: scripts/test-tools.sh does, or apt-get install postgresql",
        )
}

/// Nobody's business when the test runs as a user. As root, the user `postgres`, or else `nobody`.
fn account() -> Option<Account> {
    let id = |flag: &str, name: &str| answer("id", &[flag, name])?.parse::<u32>().ok();
    if answer("id", &["-u"]).as_deref() != Some("0") {
        return None;
    }
    let account =
        ["postgres", "nobody"].iter().find_map(|name| Some(Account { user: id("-u", name)?, group: id("-g", name)? }));
    Some(account.expect("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`"))
}

/// What a program prints, when it is there and succeeds.
fn answer(program: impl AsRef<Path>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program.as_ref()).args(arguments).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_committed_survives_an_immediate_restart_and_nothing_survives_the_server() {
        let server = Server::start();
        let url = server.url("kept");
        assert_eq!(url, format!("postgres://steward@127.0.0.1:{}/kept", server.port()));
        assert_ne!(server.fresh_url(), server.fresh_url());
        server.sql("kept", "CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
        let before = server.pid();
        server.restart(true);
        assert_ne!(server.pid(), before);
        assert_eq!(server.sql("kept", "SELECT n FROM t"), "1");
        assert!(server.log().contains("not properly shut down"), "{}", server.log());
        server.stop();
        server.start_again();
        assert_eq!(server.sql("kept", "SHOW fsync"), "on");
        let folder = server.folder.path().to_owned();
        drop(server);
        assert!(!folder.exists());
    }
}
