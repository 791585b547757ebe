//! The threads: one reads and cuts, one hashes, the others take blocks.

use super::account::{Account, BlockTally};
use super::blocks::{Block, Blocks};
use sha2::{Digest, Sha256};
use std::io::Read;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes read at once: few enough that a block is still in the processor's cache when it is parsed.
pub(crate) const BLOCK: usize = 1 << 20;

/// Makes something of blocks. Each thread has one, which sees its blocks in the order of the file.
pub(crate) trait Worker: Send {
    /// Takes one block.
    fn block(&mut self, block: &Block) -> BlockTally;
}

/// How to read.
pub(crate) struct Spec<'a> {
    /// Between fields.
    pub(crate) delimiter: u8,
    /// Bytes in a block.
    pub(crate) block: usize,
    /// Whether to hash the bytes.
    pub(crate) hash: bool,
    /// Per cent of the rows that may be rejected.
    pub(crate) max_rejects: f64,
    /// Told the bytes read so far.
    pub(crate) progress: &'a dyn Fn(u64),
}

/// What the threads found.
pub(crate) struct Ran<T> {
    /// The account of the rows.
    pub(crate) account: Account,
    /// What `finish` made of the workers.
    pub(crate) result: T,
    /// SHA-256 of the bytes, where it was asked for and reading went to the end.
    pub(crate) sha256: Option<[u8; 32]>,
}

/// Reads `input` to its end, or to the first reason to stop, with one thread for each worker. `finish` gets the
/// workers while the last bytes are still being hashed.
pub(crate) fn run<W: Worker, T>(
    input: &mut dyn Read,
    spec: &Spec<'_>,
    workers: Vec<W>,
    finish: impl FnOnce(Vec<W>, &Account) -> T,
) -> Ran<T> {
    let account = Mutex::new(Account::new(spec.max_rejects));
    let (result, sha256) = std::thread::scope(|scope| {
        let buffers = 3 * workers.len() + 2;
        let (give_back, pool) = channel::<Vec<u8>>();
        let (to_workers, blocks) = sync_channel::<Arc<Block>>(2 * workers.len());
        let (to_hasher, fresh) = channel::<Arc<Block>>();
        let blocks = Arc::new(Mutex::new(blocks));
        let hasher = spec.hash.then(|| {
            let back = give_back.clone();
            scope.spawn(move || hash(&fresh, &back))
        });
        let running: Vec<_> = workers
            .into_iter()
            .map(|worker| {
                let (blocks, back, account) = (Arc::clone(&blocks), give_back.clone(), &account);
                scope.spawn(move || work(worker, &blocks, &back, account))
            })
            .collect();
        drop((blocks, give_back));
        let mut reader = Blocks::new(input, spec.delimiter, spec.block);
        let mut made = 0;
        let mut bytes = 0;
        loop {
            let buffer = if made < buffers { Some(Vec::new()) } else { pool.recv().ok() };
            made += 1;
            let stopped = lock(&account).stop.is_some();
            let Some(buffer) = buffer.filter(|_| !stopped) else { break };
            match reader.next(buffer) {
                Ok(Some(block)) => {
                    bytes += block.fresh().len() as u64;
                    let block = Arc::new(block);
                    if spec.hash && to_hasher.send(Arc::clone(&block)).is_err() {
                        break;
                    }
                    if to_workers.send(block).is_err() {
                        break;
                    }
                    (spec.progress)(bytes);
                }
                Ok(None) => break,
                Err(stop) => {
                    lock(&account).take(reader.index(), BlockTally { stop: Some(stop), ..BlockTally::default() });
                    break;
                }
            }
        }
        drop((to_workers, to_hasher));
        let workers = running.into_iter().map(joined).collect();
        let result = finish(workers, &lock(&account));
        (result, hasher.map(joined))
    });
    Ran { account: account.into_inner().unwrap_or_else(PoisonError::into_inner), result, sha256 }
}

/// What a thread made; a panic in it goes on here.
fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn work<W: Worker>(
    mut worker: W,
    blocks: &Mutex<Receiver<Arc<Block>>>,
    back: &Sender<Vec<u8>>,
    account: &Mutex<Account>,
) -> W {
    loop {
        // Taken one at a time, so that each worker sees its blocks in the order of the file.
        let Ok(block) = lock(blocks).recv() else { return worker };
        let tally = worker.block(&block);
        lock(account).take(block.index, tally);
        recycle(block, back);
    }
}

fn hash(fresh: &Receiver<Arc<Block>>, back: &Sender<Vec<u8>>) -> [u8; 32] {
    let mut sha = Sha256::new();
    while let Ok(block) = fresh.recv() {
        sha.update(block.fresh());
        recycle(block, back);
    }
    sha.finalize().into()
}

/// The memory goes back when the last thread is done with it; nobody may be there to take it.
fn recycle(block: Arc<Block>, back: &Sender<Vec<u8>>) {
    if let Some(block) = Arc::into_inner(block) {
        let _ = back.send(block.into_buffer());
    }
}
