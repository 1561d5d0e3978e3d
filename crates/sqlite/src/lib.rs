//! SQLite as weir uses it: the one place that touches the library. No JavaScript.

/// The library's version.
pub fn version() -> &'static str {
    libsqlite3_sys::SQLITE_VERSION.to_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn version_is_of_the_third_series() {
        assert!(super::version().starts_with("3."), "{}", super::version());
    }
}
