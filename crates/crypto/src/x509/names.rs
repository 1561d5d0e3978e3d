//! Names in certificates as text that cannot be mistaken: what could pass for another name is quoted.

use std::ptr;

use openssl_sys as ffi;

use super::{object_number, object_text};
use crate::error;
use crate::key::{Bio, ffi as more};

/// One part of a name: its kind and its text.
pub struct Entry {
    pub key: String,
    pub value: Vec<u8>,
}

/// RFC 2253's escapes, control characters escaped, UTF-8; a part per line, short names.
const LINES: libc::c_ulong = 1 | 2 | 0x10 | (4 << 16);
/// RFC 2253, with neither control characters nor those beyond ASCII escaped: what comes after does that.
const RFC2253_PLAIN: libc::c_ulong = 1 | 0x10 | 0x100 | 0x200 | (1 << 16) | (1 << 20) | (1 << 24);

/// A name, a part per line.
///
/// # Safety
/// Both live during the call.
pub(super) unsafe fn print_lines(bio: *mut ffi::BIO, name: *const ffi::X509_NAME) -> bool {
    // SAFETY: the caller's promise.
    unsafe { more::X509_NAME_print_ex(bio, name, 0, LINES) >= 0 }
}

/// A string as UTF-8.
///
/// # Safety
/// It lives during the call.
pub(super) unsafe fn utf8(text: *const ffi::ASN1_STRING) -> Option<Vec<u8>> {
    let mut start = ptr::null_mut();
    // SAFETY: the library allocates; it is copied and freed.
    unsafe {
        let length = ffi::ASN1_STRING_to_UTF8(&mut start, text);
        error::clear();
        if length < 0 {
            return None;
        }
        let bytes = std::slice::from_raw_parts(start, length as usize).to_vec();
        ffi::CRYPTO_free(start.cast(), c"".as_ptr(), 0);
        Some(bytes)
    }
}

/// # Safety
/// The string lives as long as the slice is used.
unsafe fn bytes<'a>(text: *const ffi::ASN1_STRING) -> &'a [u8] {
    // SAFETY: the caller's promise; the library tells start and length.
    unsafe {
        let start = ffi::ASN1_STRING_get0_data(text);
        let length = usize::try_from(ffi::ASN1_STRING_length(text)).unwrap_or(0);
        if start.is_null() || length == 0 { &[] } else { std::slice::from_raw_parts(start, length) }
    }
}

/// The parts of a name in order.
///
/// # Safety
/// The name lives during the call.
pub(super) unsafe fn entries(name: *const ffi::X509_NAME) -> Vec<Entry> {
    let mut found = Vec::new();
    // SAFETY: entries belong to the name.
    unsafe {
        for index in 0..ffi::X509_NAME_entry_count(name) {
            let entry = ffi::X509_NAME_get_entry(name, index);
            let object = ffi::X509_NAME_ENTRY_get_object(entry);
            let nid = ffi::OBJ_obj2nid(object);
            let key = if nid != 0 { super::text_of(ffi::OBJ_nid2sn(nid)) } else { object_number(object) };
            let value = utf8(ffi::X509_NAME_ENTRY_get_data(entry));
            if let (Some(key), Some(value)) = (key, value) {
                found.push(Entry { key, value });
            }
        }
    }
    found
}

/// The names beside the subject, one after the other.
///
/// # Safety
/// The certificate lives during the call.
pub(super) unsafe fn alternative(certificate: *const ffi::X509) -> Option<Vec<u8>> {
    // SAFETY: the list is made for us and freed here.
    unsafe {
        let list = ffi::X509_get_ext_d2i(certificate, ffi::NID_subject_alt_name, ptr::null_mut(), ptr::null_mut());
        error::clear();
        if list.is_null() {
            return None;
        }
        let stack = list.cast::<ffi::OPENSSL_STACK>();
        let mut out = Vec::new();
        for index in 0..ffi::OPENSSL_sk_num(stack) {
            if index > 0 {
                out.extend_from_slice(b", ");
            }
            print_general(&mut out, ffi::OPENSSL_sk_value(stack, index).cast());
        }
        more::free_general_names(stack);
        Some(out)
    }
}

/// Where more is told, a line each.
///
/// # Safety
/// The certificate lives during the call.
pub(super) unsafe fn info_access(certificate: *const ffi::X509) -> Option<Vec<u8>> {
    // SAFETY: the list is made for us and freed here.
    unsafe {
        let list = ffi::X509_get_ext_d2i(certificate, ffi::NID_info_access, ptr::null_mut(), ptr::null_mut());
        error::clear();
        if list.is_null() {
            return None;
        }
        let stack = list.cast::<ffi::OPENSSL_STACK>();
        let mut out = Vec::new();
        for index in 0..ffi::OPENSSL_sk_num(stack) {
            if index > 0 {
                out.push(b'\n');
            }
            let access = ffi::OPENSSL_sk_value(stack, index).cast::<more::ACCESS_DESCRIPTION>();
            out.extend(object_text((*access).method, false).unwrap_or_default().into_bytes());
            out.extend_from_slice(b" - ");
            print_general(&mut out, (*access).location);
        }
        more::free_access_descriptions(stack);
        Some(out)
    }
}

/// Whether a name can stand as it is.
fn is_plain(name: &[u8], utf8: bool) -> bool {
    name.iter().all(|byte| match byte {
        b'"' | b'\\' | b',' | b'\'' => false,
        _ if utf8 => *byte >= b' ' && *byte != 0x7f,
        _ => (b' '..=b'~').contains(byte),
    })
}

/// A name after its prefix, in quotes if need be.
fn put(out: &mut Vec<u8>, name: &[u8], utf8: bool, prefix: Option<&str>) {
    let plain = is_plain(name, utf8);
    if !plain {
        out.push(b'"');
    }
    if let Some(prefix) = prefix {
        out.extend_from_slice(prefix.as_bytes());
        out.push(b':');
    }
    if plain {
        out.extend_from_slice(name);
        return;
    }
    for byte in name {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'"' => out.extend_from_slice(b"\\\""),
            b',' => out.extend_from_slice(b"\\u002c"),
            b' '..=b'~' => out.push(*byte),
            _ if utf8 && byte & 0x80 != 0 => out.push(*byte),
            _ => out.extend_from_slice(format!("\\u00{byte:02x}").as_bytes()),
        }
    }
    out.push(b'"');
}

/// Kinds of names, as the library numbers them.
const OTHER: i32 = 0;
const EMAIL: i32 = 1;
const DNS: i32 = 2;
const X400: i32 = 3;
const DIRECTORY: i32 = 4;
const EDI: i32 = 5;
const URI: i32 = 6;
const IP: i32 = 7;
const REGISTERED: i32 = 8;

/// # Safety
/// The name lives during the call.
unsafe fn print_general(out: &mut Vec<u8>, name: *const more::GENERAL_NAME) {
    // SAFETY: the caller's name lives; what it points to is of the kind that it says.
    unsafe {
        let value = (*name).value;
        match (*name).kind {
            DNS => {
                out.extend_from_slice(b"DNS:");
                put(out, bytes(value.cast()), false, None);
            }
            EMAIL => {
                out.extend_from_slice(b"email:");
                put(out, bytes(value.cast()), false, None);
            }
            URI => {
                out.extend_from_slice(b"URI:");
                put(out, bytes(value.cast()), false, None);
            }
            DIRECTORY => {
                out.extend_from_slice(b"DirName:");
                if let Ok(bio) = Bio::writing() {
                    more::X509_NAME_print_ex(bio.as_ptr(), value.cast(), 0, RFC2253_PLAIN);
                    put(out, &bio.written(), true, None);
                }
            }
            IP => {
                out.extend_from_slice(b"IP Address:");
                out.extend(address(bytes(value.cast())).into_bytes());
            }
            REGISTERED => {
                out.extend_from_slice(b"Registered ID:");
                out.extend(object_number(value.cast()).unwrap_or_default().into_bytes());
            }
            OTHER => print_other(out, value.cast()),
            X400 => out.extend_from_slice(b"X400Name:<unsupported>"),
            EDI => out.extend_from_slice(b"EdiPartyName:<unsupported>"),
            _ => {}
        }
    }
}

fn address(bytes: &[u8]) -> String {
    match bytes.len() {
        4 => format!("{}.{}.{}.{}", bytes[0], bytes[1], bytes[2], bytes[3]),
        16 => {
            let groups: Vec<String> =
                bytes.chunks(2).map(|pair| format!("{:X}", u16::from_be_bytes([pair[0], pair[1]]))).collect();
            groups.join(":")
        }
        length => format!("<invalid length={length}>"),
    }
}

/// The tags of a UTF-8 string and of an ASCII one.
const UTF8_STRING: i32 = 12;
const IA5_STRING: i32 = 22;

/// # Safety
/// The name lives during the call.
unsafe fn print_other(out: &mut Vec<u8>, name: *const more::OTHER_NAME) {
    out.extend_from_slice(b"othername:");
    // SAFETY: the caller's name lives; the value's tag says what it points to.
    unsafe {
        let (prefix, tag) = match object_number((*name).type_id).as_deref() {
            Some("1.3.6.1.5.5.7.8.9") => ("SmtpUTF8Mailbox", UTF8_STRING),
            Some("1.3.6.1.5.5.7.8.5") => ("XmppAddr", UTF8_STRING),
            Some("1.3.6.1.5.5.7.8.7") => ("SRVName", IA5_STRING),
            Some("1.3.6.1.4.1.311.20.2.3") => ("UPN", UTF8_STRING),
            Some("1.3.6.1.5.5.7.8.8") => ("NAIRealm", UTF8_STRING),
            _ => ("", -1),
        };
        let value = (*name).value;
        if value.is_null() || (*value).kind != tag {
            out.extend_from_slice(b"<unsupported>");
            return;
        }
        put(out, bytes((*value).value.cast()), tag == UTF8_STRING, Some(prefix));
    }
}
