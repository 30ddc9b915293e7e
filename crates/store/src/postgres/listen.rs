//! Hints between servers. NOTIFY only makes things earlier: what is missed here is found by looking, a second later.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::{StreamExt as _, stream};
use model::RunId;
use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Client, Config};
use tracing::{debug, warn};
use uuid::Uuid;

use super::{session, spawn};
use crate::{Hint, StoreError};

/// What other servers are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Note {
    /// What caches hold may have changed.
    Reconfigured,
    /// Something may be due.
    Hint(Hint),
}

/// How often the configuration's generation is looked at without being told.
const LOOK: Duration = Duration::from_secs(1);
/// How long notes are collected before they are sent together.
const COLLECT: Duration = Duration::from_millis(20);
/// How long it waits before it connects again.
const AGAIN: Duration = Duration::from_millis(500);

/// Starts the thread. It ends when the last sender is gone.
pub(super) fn start(
    config: &Config,
    generation: Arc<AtomicU64>,
    hints: mpsc::Sender<Hint>,
) -> Result<mpsc::UnboundedSender<Note>, StoreError> {
    let (sender, mut notes) = mpsc::unbounded_channel();
    let config = config.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| StoreError::Unavailable(error.to_string()))?;
    spawn("store-listen".to_owned(), move || {
        let origin = Uuid::new_v4();
        runtime.block_on(async {
            loop {
                match listen(&config, origin, &generation, &hints, &mut notes).await {
                    Ok(()) => return,
                    Err(failed) => debug!("Hints of other servers are not heard: {failed}"),
                }
                tokio::time::sleep(AGAIN).await;
                if notes.is_closed() && notes.is_empty() {
                    return;
                }
            }
        });
    })?;
    Ok(sender)
}

/// Listens and tells until the last sender is gone.
async fn listen(
    config: &Config,
    origin: Uuid,
    generation: &AtomicU64,
    hints: &mpsc::Sender<Hint>,
    notes: &mut mpsc::UnboundedReceiver<Note>,
) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = config.connect(session::tls()).await?;
    let (heard, mut said) = mpsc::channel(4_096);
    tokio::spawn(async move {
        let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
        while let Some(Ok(message)) = messages.next().await {
            if let AsyncMessage::Notification(notification) = message {
                // A full channel loses the hint.
                let _ = heard.try_send(notification.payload().to_owned());
            }
        }
    });
    client.batch_execute("LISTEN steward").await?;
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            payload = said.recv() => match payload {
                Some(payload) => {
                    let (from, what) = payload.split_once(' ').unwrap_or_default();
                    if from.parse() != Ok(origin) && take_in(what, hints) {
                        read_generation(&client, generation).await?;
                    }
                }
                None => {
                    warn!("The connection that hears other servers was lost");
                    // What happened meanwhile is looked for.
                    let _ = hints.try_send(Hint::RunsDue);
                    return client.batch_execute("SELECT 1").await;
                }
            },
            note = notes.recv() => match note {
                Some(note) => {
                    tokio::time::sleep(COLLECT).await;
                    tell(&client, origin, note, notes).await?;
                }
                None => return Ok(()),
            },
            _ = look.tick() => read_generation(&client, generation).await?,
        }
    }
}

async fn read_generation(client: &Client, generation: &AtomicU64) -> Result<(), tokio_postgres::Error> {
    let row = client.query_one("SELECT generation FROM installation", &[]).await?;
    generation.fetch_max(row.try_get::<_, i64>(0)?.cast_unsigned(), Ordering::SeqCst);
    Ok(())
}

/// Takes in what another server says. Answers whether the configuration has changed.
fn take_in(what: &str, hints: &mpsc::Sender<Hint>) -> bool {
    let hint = match what.split_once(' ') {
        Some(("told", run)) => run.parse().ok().map(Hint::RunTold),
        _ if what == "due" => Some(Hint::RunsDue),
        _ if what == "schedules" => Some(Hint::ScheduleChanged),
        _ => None,
    };
    if let Some(hint) = hint {
        let _ = hints.try_send(hint);
    }
    what == "configured"
}

/// Tells a note, and those that have come with it, each once.
async fn tell(
    client: &Client,
    origin: Uuid,
    first: Note,
    notes: &mut mpsc::UnboundedReceiver<Note>,
) -> Result<(), tokio_postgres::Error> {
    let mut all = BTreeSet::from([worded(first)]);
    while let Ok(note) = notes.try_recv() {
        all.insert(worded(note));
    }
    for what in all {
        client.execute("SELECT pg_notify('steward', $1)", &[&format!("{origin} {what}")]).await?;
    }
    Ok(())
}

fn worded(note: Note) -> String {
    match note {
        Note::Reconfigured => "configured".to_owned(),
        Note::Hint(Hint::RunsDue) => "due".to_owned(),
        Note::Hint(Hint::ScheduleChanged) => "schedules".to_owned(),
        Note::Hint(Hint::RunTold(RunId(run))) => format!("told {run}"),
    }
}
