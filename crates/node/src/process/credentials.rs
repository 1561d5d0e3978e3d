//! User and group ids. The setters go through the C library, which changes all threads of the process.

use std::ffi::{CStr, CString};

use weir_engine::{OpError, op};

macro_rules! getters {
    ($($name:ident),*) => { $(
        #[doc = concat!("`", stringify!($name), "()`.")]
        #[op]
        fn $name() -> u32 {
            // SAFETY: takes nothing and cannot fail.
            unsafe { libc::$name() }
        }
    )* };
}

getters!(getuid, geteuid, getgid, getegid);

macro_rules! setters {
    ($($name:ident),*) => { $(
        #[doc = concat!("`", stringify!($name), "(id)`: 0, or what `failure` says of the error.")]
        #[op]
        fn $name(id: u32) -> i32 {
            // SAFETY: a plain number; the kernel checks it.
            errno_of(unsafe { libc::$name(id) })
        }
    )* };
}

setters!(setuid, seteuid, setgid, setegid);

/// The errno of a call that returned `result`; 0 when it succeeded.
fn errno_of(result: libc::c_int) -> i32 {
    if result == 0 { 0 } else { std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EPERM) }
}

/// `failure(errno)`: the error's name and the C library's text for it. Credentials are told in these words, with the
/// positive errno, unlike all other system errors.
#[op]
fn failure(errno: i32) -> (String, String) {
    let text = std::io::Error::from_raw_os_error(errno).to_string();
    let text = text.split(" (os error").next().unwrap_or_default().to_owned();
    (weir_engine::errno_name(errno).0.to_owned(), text)
}

/// `getgroups()`: the supplementary groups, the effective one among them.
#[op]
fn getgroups() -> Result<Vec<u32>, OpError> {
    // SAFETY: with a count of zero nothing is written.
    let count = unsafe { libc::getgroups(0, std::ptr::null_mut()) };
    let mut groups = vec![0; count.max(0) as usize];
    // SAFETY: the vector has room for `count` ids.
    let written = unsafe { libc::getgroups(groups.len() as libc::c_int, groups.as_mut_ptr()) };
    if written < 0 {
        return Err(OpError::system(errno_of(written), "getgroups"));
    }
    groups.truncate(written as usize);
    // SAFETY: takes nothing and cannot fail.
    let effective = unsafe { libc::getegid() };
    if !groups.contains(&effective) {
        groups.push(effective);
    }
    Ok(groups)
}

/// `setgroups(ids)`: 0 or an errno.
#[op]
fn setgroups(ids: Vec<u32>) -> i32 {
    // SAFETY: pointer and length of one vector.
    errno_of(unsafe { libc::setgroups(ids.len(), ids.as_ptr()) })
}

/// `initgroups(userName, groupId)`: 0 or an errno.
#[op]
fn initgroups(user: &str, group: u32) -> i32 {
    let Ok(user) = CString::new(user) else { return libc::EINVAL };
    // SAFETY: a string that ends in zero and a number.
    errno_of(unsafe { libc::initgroups(user.as_ptr(), group) })
}

/// `userId(name)`: -1 when there is none.
#[op]
fn user_id(name: &str) -> f64 {
    let Ok(name) = CString::new(name) else { return -1.0 };
    let mut buffer = vec![0 as libc::c_char; 16 << 10];
    let mut found = std::ptr::null_mut();
    // SAFETY: all-zero is a valid passwd; the buffer outlives the use of what `found` points into.
    unsafe {
        let mut entry: libc::passwd = std::mem::zeroed();
        libc::getpwnam_r(name.as_ptr(), &mut entry, buffer.as_mut_ptr(), buffer.len(), &mut found);
        if found.is_null() { -1.0 } else { f64::from(entry.pw_uid) }
    }
}

/// `groupId(name)`: -1 when there is none.
#[op]
fn group_id(name: &str) -> f64 {
    let Ok(name) = CString::new(name) else { return -1.0 };
    let mut buffer = vec![0 as libc::c_char; 16 << 10];
    let mut found = std::ptr::null_mut();
    // SAFETY: as in `user_id`.
    unsafe {
        let mut entry: libc::group = std::mem::zeroed();
        libc::getgrnam_r(name.as_ptr(), &mut entry, buffer.as_mut_ptr(), buffer.len(), &mut found);
        if found.is_null() { -1.0 } else { f64::from(entry.gr_gid) }
    }
}

/// `userName(id)`: undefined when there is none.
#[op]
fn user_name(id: u32) -> Option<String> {
    let mut buffer = vec![0 as libc::c_char; 16 << 10];
    let mut found = std::ptr::null_mut();
    // SAFETY: as in `user_id`; the name is read before the buffer goes.
    unsafe {
        let mut entry: libc::passwd = std::mem::zeroed();
        libc::getpwuid_r(id, &mut entry, buffer.as_mut_ptr(), buffer.len(), &mut found);
        (!found.is_null()).then(|| CStr::from_ptr(entry.pw_name).to_string_lossy().into_owned())
    }
}
