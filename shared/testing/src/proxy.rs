//! A TCP proxy that misbehaves on demand: it stands between Kiosk and its database, or between Kiosk and the Bot API.
//!
//! Faults apply to whatever passes while they are set, in both directions and on connections that exist already. What
//! is random comes from a seed, so that a run can be repeated.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    time::sleep,
};

/// What the network does to the bytes that pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// They pass.
    None,
    /// Each piece waits, up to so long.
    Delay(Duration),
    /// One piece in so many breaks its connection, before or after it has passed.
    Cut(u32),
    /// They are swallowed. Connections on which that happened break when the fault is over, as no byte may be missing.
    Silence,
}

/// The proxy. Ends with the test's runtime.
#[derive(Debug, Clone)]
pub struct Proxy {
    address: SocketAddr,
    fault: watch::Sender<Fault>,
}

/// What becomes of a piece.
enum Verdict {
    Pass(Duration),
    CutBefore,
    CutAfter,
    Swallow,
}

impl Proxy {
    /// Starts one in front of `target`, such as `127.0.0.1:27017`.
    pub async fn start(target: &str, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (fault, faults) = watch::channel(Fault::None);
        let (target, random) = (target.to_owned(), Arc::new(Mutex::new(fastrand::Rng::with_seed(seed))));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(connect(client, target.clone(), faults.clone(), random.clone()));
            }
        });
        Self { address, fault }
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on this happens.
    pub fn set(&self, fault: Fault) {
        self.fault.send_replace(fault);
    }
}

async fn connect(client: TcpStream, target: String, faults: watch::Receiver<Fault>, random: Random) {
    // A target that is gone refuses by closing
    let Ok(server) = TcpStream::connect(target).await else { return };
    drop((client.set_nodelay(true), server.set_nodelay(true)));
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    // Either direction that ends takes the other one with it
    tokio::select! {
        () = pass(from_client, to_server, faults.clone(), random.clone()) => {}
        () = pass(from_server, to_client, faults, random) => {}
    }
}

type Random = Arc<Mutex<fastrand::Rng>>;

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut faults: watch::Receiver<Fault>, random: Random) {
    let mut piece = vec![0; 16 << 10];
    loop {
        let Ok(length @ 1..) = from.read(&mut piece).await else { return };
        let verdict = judge(*faults.borrow_and_update(), &mut random.lock().expect("not poisoned"));
        match verdict {
            Verdict::Pass(delay) => {
                if !delay.is_zero() {
                    sleep(delay).await;
                }
                if to.write_all(&piece[..length]).await.is_err() {
                    return;
                }
            }
            Verdict::CutBefore => return,
            Verdict::CutAfter => {
                drop(to.write_all(&piece[..length]).await);
                return;
            }
            Verdict::Swallow => {
                drop(faults.wait_for(|fault| *fault != Fault::Silence).await);
                return;
            }
        }
    }
}

fn judge(fault: Fault, random: &mut fastrand::Rng) -> Verdict {
    match fault {
        Fault::None => Verdict::Pass(Duration::ZERO),
        Fault::Delay(most) => Verdict::Pass(most.mul_f64(random.f64())),
        Fault::Cut(one_in) if random.u32(..one_in) > 0 => Verdict::Pass(Duration::ZERO),
        Fault::Cut(_) if random.bool() => Verdict::CutBefore,
        Fault::Cut(_) => Verdict::CutAfter,
        Fault::Silence => Verdict::Swallow,
    }
}

/// `127.0.0.1:27017` of an address, in front of which a [`Proxy`] is to stand.
pub fn host_of(address: &str) -> String {
    address.split("://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address").to_owned()
}
