//! A network that fails when a test says so: a TCP proxy on a port of its own.

use std::{
    collections::HashMap,
    io::{Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use crate::ports;

/// What the proxy does with connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It carries them.
    Open,
    /// It has cut those that were there, and ends new ones at once: both sides learn of it.
    Cut,
    /// It carries nothing and says nothing: neither side can tell it from a slow one. What was sent arrives when the way opens again.
    Silent,
}

/// A proxy to a port of this machine. It ends with the value.
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    to: u16,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    way: Way,
    has_ended: bool,
    /// Both ends of each connection, to cut it by.
    connections: HashMap<u64, [TcpStream; 2]>,
    next: u64,
}

impl Proxy {
    /// Carries connections to a port of 127.0.0.1.
    pub fn start(to: u16) -> Self {
        let port = ports::free();
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("a free port");
        let state = State { way: Way::Open, has_ended: false, connections: HashMap::new(), next: 0 };
        let shared = Arc::new(Shared { to, state: Mutex::new(state), changed: Condvar::new() });
        let proxy = Self { port, shared: shared.clone() };
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.state().has_ended {
                    return;
                }
                let shared = shared.clone();
                thread::spawn(move || shared.serve(client));
            }
        });
        proxy
    }

    /// The port to connect to.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Changes what happens to the connections there are and to new ones.
    pub fn set(&self, way: Way) {
        let mut state = self.shared.state();
        state.way = way;
        if way == Way::Cut {
            state.cut();
        }
        self.shared.changed.notify_all();
    }

    /// How many connections it carries.
    pub fn connections(&self) -> usize {
        self.shared.state().connections.len()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.has_ended = true;
        state.way = Way::Cut;
        state.cut();
        self.shared.changed.notify_all();
        drop(state);
        // Lets the thread that accepts see that it is over.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl State {
    fn cut(&mut self) {
        for stream in self.connections.drain().flat_map(|(_, ends)| ends) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Shared {
    fn serve(&self, client: TcpStream) {
        if !self.may_pass() {
            return;
        }
        let Ok(server) = TcpStream::connect(("127.0.0.1", self.to)) else { return };
        // The databases' protocols are questions and answers: nothing is gained by waiting for more to send.
        let _ = client.set_nodelay(true);
        let _ = server.set_nodelay(true);
        let Some(number) = self.remember(&client, &server) else { return };
        thread::scope(|scope| {
            scope.spawn(|| self.pump(&client, &server));
            self.pump(&server, &client);
        });
        self.state().connections.remove(&number);
    }

    /// Copies one direction until either side ends or the connection is cut.
    fn pump(&self, mut from: &TcpStream, mut to: &TcpStream) {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(count) = from.read(&mut buffer) {
            if count == 0 || !self.may_pass() || to.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
        // The end is news as well, and does not get through a silent way.
        self.may_pass();
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    }

    fn remember(&self, client: &TcpStream, server: &TcpStream) -> Option<u64> {
        let ends = [client.try_clone().ok()?, server.try_clone().ok()?];
        let mut state = self.state();
        if state.way == Way::Cut {
            return None;
        }
        state.next += 1;
        let number = state.next;
        state.connections.insert(number, ends);
        Some(number)
    }

    /// Waits while the way is silent. No when it is cut.
    fn may_pass(&self) -> bool {
        let state = self.changed.wait_while(self.state(), |state| state.way == Way::Silent);
        state.unwrap_or_else(PoisonError::into_inner).way == Way::Open
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A server that says back what it hears.
    fn echo() -> u16 {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                thread::spawn(move || std::io::copy(&mut stream.try_clone().expect("a handle"), &mut stream));
            }
        });
        port
    }

    fn connect(proxy: &Proxy) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", proxy.port())).expect("the proxy listens");
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout");
        stream
    }

    fn says_back(stream: &mut TcpStream) -> bool {
        let mut heard = [0; 2];
        stream.write_all(b"hi").is_ok() && stream.read_exact(&mut heard).is_ok() && &heard == b"hi"
    }

    #[test]
    fn a_cut_ends_what_is_there_and_what_comes() {
        let proxy = Proxy::start(echo());
        let mut before = connect(&proxy);
        assert!(says_back(&mut before));
        assert_eq!(proxy.connections(), 1);
        proxy.set(Way::Cut);
        assert!(!says_back(&mut before));
        assert!(!says_back(&mut connect(&proxy)));
        proxy.set(Way::Open);
        assert!(!says_back(&mut before), "what was cut stays so");
        assert!(says_back(&mut connect(&proxy)));
    }

    #[test]
    fn what_was_said_into_a_silent_way_arrives_when_it_opens() {
        let proxy = Proxy::start(echo());
        let mut stream = connect(&proxy);
        assert!(says_back(&mut stream));
        proxy.set(Way::Silent);
        stream.write_all(b"hi").expect("nobody tells that it does not arrive");
        stream.set_read_timeout(Some(Duration::from_millis(100))).expect("a timeout");
        let mut heard = [0; 2];
        assert!(stream.read_exact(&mut heard).is_err(), "nothing comes back");
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout");
        proxy.set(Way::Open);
        stream.read_exact(&mut heard).expect("it arrives");
        assert_eq!(&heard, b"hi");
    }
}
