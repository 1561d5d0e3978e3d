//! `node:util`: the format of environment files; looking into values is the engine's.

pub mod dotenv;
