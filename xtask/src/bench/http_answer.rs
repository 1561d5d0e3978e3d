//! Answers as the loads of HTTP read them: a head, and a body by length or in chunks.

use anyhow::{Context, Result, bail};
use std::io::Read;
use std::net::TcpStream;

/// A whole answer.
pub struct Answer {
    /// Bytes of head and body together.
    length: usize,
    is_chunked: bool,
    pub body: Vec<u8>,
}

enum Framing {
    Length(usize),
    Chunked,
}

/// How the body that follows a head is framed, and where it begins; nothing while the head is not complete.
fn head(bytes: &[u8]) -> Result<Option<(Framing, usize)>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&bytes[..end]).context("a head that is no text")?.to_ascii_lowercase();
    if !text.starts_with("http/1.1 200") {
        bail!("the server answered {:?}", text.lines().next().unwrap_or_default());
    }
    let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim);
    let framing = match (value("transfer-encoding"), value("content-length")) {
        (Some("chunked"), _) => Framing::Chunked,
        (_, Some(length)) => Framing::Length(length.parse().context("a strange length")?),
        _ => bail!("an answer without a length"),
    };
    Ok(Some((framing, end + 4)))
}

/// Takes chunks off the front of `bytes`: how many bytes were used, and whether the last chunk was among them.
fn chunks(bytes: &[u8], body: &mut Vec<u8>) -> Result<(usize, bool)> {
    let mut at = 0;
    loop {
        let Some(line) = bytes[at..].windows(2).position(|two| two == b"\r\n") else { return Ok((at, false)) };
        let text = std::str::from_utf8(&bytes[at..at + line])?;
        let size = usize::from_str_radix(text, 16).with_context(|| format!("a strange chunk: {text:?}"))?;
        let begin = at + line + 2;
        if bytes.len() < begin + size + 2 {
            return Ok((at, false));
        }
        body.extend_from_slice(&bytes[begin..begin + size]);
        at = begin + size + 2;
        if size == 0 {
            return Ok((at, true));
        }
    }
}

/// Reads one answer; `rest` has what came before and gets what comes behind it.
///
/// # Errors
/// It is no answer with status 200, or does not come.
pub fn read_whole(stream: &mut TcpStream, rest: &mut Vec<u8>) -> Result<Answer> {
    let mut room = vec![0; 256 << 10];
    let mut more = |rest: &mut Vec<u8>| -> Result<()> {
        match stream.read(&mut room)? {
            0 => bail!("the server closed the connection"),
            came => rest.extend_from_slice(&room[..came]),
        }
        Ok(())
    };
    let (framing, begin) = loop {
        match head(rest)? {
            Some(found) => break found,
            None => more(rest)?,
        }
    };
    match framing {
        Framing::Length(length) => {
            rest.reserve(length);
            while rest.len() < begin + length {
                more(rest)?;
            }
            let body = rest[begin..begin + length].to_vec();
            rest.drain(..begin + length);
            Ok(Answer { length: begin + length, is_chunked: false, body })
        }
        Framing::Chunked => {
            rest.drain(..begin);
            let (mut body, mut length) = (Vec::new(), begin);
            loop {
                let (used, is_over) = chunks(rest, &mut body)?;
                rest.drain(..used);
                length += used;
                if is_over {
                    return Ok(Answer { length, is_chunked: true, body });
                }
                more(rest)?;
            }
        }
    }
}

impl Answer {
    /// The length of the answer that `bytes` begin with, when it is here as a whole. It must be like this one, which came
    /// first.
    ///
    /// # Errors
    /// It differs.
    pub fn length_of(&self, bytes: &[u8]) -> Result<Option<usize>> {
        if !self.is_chunked && bytes.len() >= self.length && bytes.starts_with(b"HTTP/1.1 200") {
            let end = self.length - self.body.len();
            // Heads are alike but for the time of day.
            if &bytes[end - 4..end] == b"\r\n\r\n" && bytes[end..self.length] == self.body {
                return Ok(Some(self.length));
            }
        }
        let Some((framing, begin)) = head(bytes)? else { return Ok(None) };
        let (body, used) = match framing {
            Framing::Length(length) if bytes.len() < begin + length => return Ok(None),
            Framing::Length(length) => (bytes[begin..begin + length].to_vec(), begin + length),
            Framing::Chunked => {
                let mut body = Vec::new();
                let (used, is_over) = chunks(&bytes[begin..], &mut body)?;
                if !is_over {
                    return Ok(None);
                }
                (body, begin + used)
            }
        };
        if body != self.body {
            bail!("an answer differs from the first");
        }
        Ok(Some(used))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_whole_answers() {
        let answer = Answer { length: 40, is_chunked: false, body: b"ab".to_vec() };
        let text = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP";
        assert_eq!(answer.length_of(&text[..20]).unwrap(), None);
        assert_eq!(answer.length_of(text).unwrap(), Some(text.len() - 4));
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n";
        assert_eq!(answer.length_of(&chunked[..chunked.len() - 1]).unwrap(), None);
        assert_eq!(answer.length_of(chunked).unwrap(), Some(chunked.len()));
        assert!(answer.length_of(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nax").is_err());
        assert!(answer.length_of(b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nab").is_err());
    }
}
