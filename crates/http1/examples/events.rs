//! Prints what the parser makes of inputs: lines of JSON `{t, l, m, r, c: [text], f}` in a file, a line of events for each
//! on standard output. For comparing with another parser on the same inputs (`./x http1`).

use serde_json::{Value, json};
use weir_http1::{Body, Event, Kind, Lenient, Parser, Settings};

fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| byte as char).collect()
}

fn lines(lines: weir_http1::Lines<'_>) -> Vec<String> {
    lines.flat_map(|(name, value)| [text(name), text(&value)]).collect()
}

fn run(case: &Value) -> Value {
    let is_request = case["t"] == 1;
    let kind = if is_request { Kind::Request } else { Kind::Response };
    let mut settings = Settings::new(kind);
    settings.lenient = Lenient(case["l"].as_u64().unwrap_or(0) as u16);
    if let Some(limit) = case["m"].as_u64().filter(|&limit| limit > 0) {
        settings.max_head = limit as usize;
    }
    let mut parser = Parser::new(settings);
    let (mut events, mut body, mut outcome, mut total) = (Vec::new(), String::new(), json!([]), 0);
    'input: for piece in case["c"].as_array().into_iter().flatten() {
        let bytes: Vec<u8> = piece.as_str().unwrap_or("").chars().map(|char| char as u8).collect();
        let mut rest = &bytes[..];
        loop {
            match parser.advance(rest) {
                Err(failure) => {
                    outcome = json!(["err", failure.error.code.name(), failure.error.reason, total + failure.at]);
                    break 'input;
                }
                Ok(progress) => {
                    match &progress.event {
                        Event::More => {}
                        Event::Head => {
                            let head = parser.head(rest);
                            let (major, minor) = head.version();
                            let method = if is_request { json!(head.method().number()) } else { Value::Null };
                            let url = if is_request { text(head.url()) } else { String::new() };
                            let status = if is_request { Value::Null } else { json!(head.status()) };
                            let reason = if is_request { Value::Null } else { json!(text(head.reason())) };
                            events.push(json!([
                                "head",
                                major,
                                minor,
                                lines(head.headers()),
                                method,
                                url,
                                status,
                                reason,
                                head.is_upgrade(),
                                head.should_keep_alive()
                            ]));
                            match case["r"].as_u64() {
                                Some(1) => parser.set_body(Body::None),
                                Some(2) => parser.set_body(Body::Upgrade),
                                _ => {}
                            }
                        }
                        Event::Body(range) => body.push_str(&text(&rest[range.clone()])),
                        Event::Done | Event::Upgraded => {
                            events.push(json!(["done", std::mem::take(&mut body), lines(parser.trailers(rest))]));
                        }
                    }
                    total += progress.used;
                    rest = &rest[progress.used..];
                    outcome = json!(["ok", total]);
                    if progress.event == Event::Upgraded {
                        break 'input;
                    }
                    if progress.event == Event::More {
                        break;
                    }
                }
            }
        }
    }
    if case["f"] == 1 && outcome[0] != "err" {
        match parser.finish() {
            Ok(true) => events.push(json!(["done", std::mem::take(&mut body), []])),
            Ok(false) => {}
            Err(error) => outcome = json!(["ferr", error.code.name(), error.reason]),
        }
    }
    events.push(if body.is_empty() { json!(["nobody"]) } else { json!(["body", body]) });
    events.push(outcome);
    Value::Array(events)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let place = std::env::args().nth(1).ok_or("the file with the inputs is missing")?;
    for line in std::fs::read_to_string(place)?.lines() {
        println!("{}", run(&serde_json::from_str(line)?));
    }
    Ok(())
}
