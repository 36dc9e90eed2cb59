//! The world together with its clock.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::world::World;
use crate::domain::clock::Clock;
use crate::domain::time::Timestamp;

/// What all services share.
#[derive(Debug)]
pub struct Stage {
    clock: Clock,
    world: Mutex<World>,
}

impl Stage {
    /// Opens the world; from now on its clock runs.
    pub fn new(clock: Clock, mut world: World) -> Stage {
        world.advance(clock.start);
        Stage { clock, world: Mutex::new(world) }
    }

    /// The clock that every stamp and header comes from.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// The sandbox's time. The only place of the sandbox, besides its start, that reads the real one.
    pub fn now(&self) -> Timestamp {
        self.clock.time(Timestamp::now())
    }

    /// The world as it is now. Held only while one answer is made.
    pub fn world(&self) -> MutexGuard<'_, World> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.advance(self.now());
        world
    }
}
