//! Files of runs that were removed: compressed lines of JSON.
//!
//! One file for each day and each start of a server, `runs-2026-11-22-<id>.jsonl.gz`. Each write adds one whole gzip member, so that
//! what `zcat` reads is what was synced; a crash can leave half a member only at the end of a file that nobody adds to any more.

use std::{
    fs::{self, File},
    io::{self, BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
};

use app::runs::Recorded;
use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use uuid::Uuid;

/// Where runs are written before they are removed, and how.
#[derive(Clone, Debug)]
pub struct Archive {
    /// The folder; it is made where there is none.
    pub folder: PathBuf,
    /// A run as one line of JSON, without the line end.
    pub line: fn(Recorded) -> String,
}

/// Adds to the file of the day.
pub(super) struct Writer {
    archive: Archive,
    /// Tells this start's files from those of others.
    start: Uuid,
    open: Option<Open>,
}

struct Open {
    day: String,
    file: File,
    /// How much of it is whole.
    whole: u64,
}

impl Writer {
    pub(super) fn new(archive: Archive) -> Self {
        Self { archive, start: Uuid::now_v7(), open: None }
    }

    /// How a run becomes a line.
    pub(super) fn line(&self) -> fn(Recorded) -> String {
        self.archive.line
    }

    /// Adds lines to the file of a day. Once this answers, they are on the disk.
    pub(super) async fn append(&mut self, day: String, lines: Vec<String>) -> io::Result<()> {
        let open = self.open.take().filter(|open| open.day == day);
        let path = self.archive.folder.join(format!("runs-{day}-{}.jsonl.gz", self.start.simple()));
        let appended = tokio::task::spawn_blocking(move || {
            let mut open = match open {
                Some(open) => open,
                None => Open { file: create(&path)?, whole: 0, day },
            };
            let member = compressed(&lines)?;
            if let Err(failed) = open.file.write_all(&member).and_then(|()| open.file.sync_data()) {
                // What is half written would hide what is added behind it.
                open.file.set_len(open.whole)?;
                return Ok((Some(open), Err(failed)));
            }
            open.whole += u64::try_from(member.len()).unwrap_or(0);
            Ok::<_, io::Error>((Some(open), Ok(())))
        });
        match appended.await.map_err(io::Error::other)? {
            Ok((open, written)) => {
                self.open = open;
                written
            }
            Err(failed) => {
                // The file cannot be relied on any more: the next write begins another one.
                self.start = Uuid::now_v7();
                Err(failed)
            }
        }
    }
}

/// Makes a file that only its owner reads, and makes its name durable.
fn create(path: &Path) -> io::Result<File> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let mut options = File::options();
    options.append(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    file.sync_all()?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(file)
}

fn compressed(lines: &[String]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for line in lines {
        encoder.write_all(line.as_bytes())?;
        encoder.write_all(b"\n")?;
    }
    encoder.finish()
}

/// The lines of an archive's file, up to its end or to where it breaks off.
#[derive(Debug)]
pub struct Lines(Option<io::Lines<BufReader<MultiGzDecoder<File>>>>);

impl Iterator for Lines {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.0.as_mut()?.next();
        if matches!(line, Some(Err(_))) {
            // It would say the same for ever.
            self.0 = None;
        }
        line
    }
}

/// Reads the lines of an archive's file.
///
/// # Errors
/// It cannot be opened. Where it breaks off, the last line is an error ([`io::ErrorKind::UnexpectedEof`]).
pub fn read(file: &Path) -> io::Result<Lines> {
    Ok(Lines(Some(BufReader::new(MultiGzDecoder::new(File::open(file)?)).lines())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_written_reads_back_up_to_where_a_file_breaks_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let archive = Archive { folder: folder.path().join("new"), line: |_| String::new() };
        let mut writer = Writer::new(archive.clone());
        for lines in [["a", "b"], ["c", "d"]] {
            writer.append("2026-11-22".to_owned(), lines.map(str::to_owned).to_vec()).await.expect("written");
        }
        writer.append("2026-11-23".to_owned(), vec!["e".to_owned()]).await.expect("written");
        let mut files: Vec<PathBuf> =
            fs::read_dir(&archive.folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        assert_eq!(files.len(), 2);
        let lines = |file: &Path| read(file).expect("a file").map_while(Result::ok).collect::<Vec<_>>();
        assert_eq!(lines(&files[0]), ["a", "b", "c", "d"]);
        assert_eq!(lines(&files[1]), ["e"]);
        let bytes = fs::read(&files[0]).expect("bytes");
        fs::write(&files[0], &bytes[..bytes.len() - 9]).expect("written");
        let mut rest: Vec<io::Result<String>> = read(&files[0]).expect("a file").collect();
        let last = rest.pop().expect("an end").expect_err("it breaks off");
        assert_eq!(rest.into_iter().map(|line| line.expect("a line")).take(2).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(last.kind(), io::ErrorKind::UnexpectedEof);
    }
}
