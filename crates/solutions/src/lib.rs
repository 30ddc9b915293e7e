//! Solution packages: .zip in, plan out; plan in, .zip out. Pure over bytes.
