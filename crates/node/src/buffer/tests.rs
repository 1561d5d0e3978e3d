//! The ops of `buffer` and `encoding` under V8, through the JavaScript that uses them.

/// Runs `body` with both modules at hand.
fn run(body: &str) {
    const MODULES: &str = "const { Buffer, ...buffer } = load('buffer');
        const { TextDecoder, TextEncoder } = load('encoding');";
    crate::testing::run(&format!("{MODULES} {{ {body} }}"));
}

#[test]
fn strings_come_back_in_every_encoding() {
    run(r"
        const texts = ['', 'a', 'hello world', 'h\u00e9llo', '\u20ac uro', '\ud83d\ude00 smile', 'x'.repeat(100),
                       '\u00e9'.repeat(100), '\u20ac'.repeat(40000), 'y'.repeat(70000)];
        for (const text of texts) {
          for (const encoding of ['utf8', 'utf16le']) same(Buffer.from(text, encoding).toString(encoding), text);
          const bytes = Buffer.from(text);
          for (const encoding of ['hex', 'base64', 'base64url', 'latin1']) {
            same(Buffer.from(bytes.toString(encoding), encoding), bytes);
          }
          same(Buffer.byteLength(text), bytes.length);
          same(new TextEncoder().encode(text), bytes);
          same(new TextDecoder().decode(bytes), text);
        }
        same(Buffer.from('a\ud800b').toString('hex'), '61efbfbd62');
        same(Buffer.from('a\u0100\u20ac', 'latin1').toString('hex'), '6100ac');
        same(Buffer.from([0xE9, 0x61]).toString('ascii'), 'ia');
        same(Buffer.from([0xED, 0xA0, 0xB5]).toString(), '\ufffd\ufffd\ufffd');
    ");
}

#[test]
fn writes_stop_at_whole_characters() {
    run(r"
        same(Buffer.alloc(3).write('\ud83d\ude00'), 0);
        same(Buffer.alloc(4).write('\ud83d\ude00'), 4);
        same(Buffer.alloc(2).write('a\u00e9'), 1);
        same(Buffer.alloc(4).write('\u044b\u044b', 3, 'utf16le'), 0);
        same(Buffer.alloc(8).write('\u044b\u044b', 1, 'utf16le'), 4);
        same(Buffer.alloc(1).write('YWJj', 'base64'), 1);
        same(Buffer.alloc(3).write('6162636465', 'hex'), 3);
        same(new TextEncoder().encodeInto('\ud83d\ude00a', new Uint8Array(3)), { read: 0, written: 0 });
        same(new TextEncoder().encodeInto('a\u00e9\u20ac', new Uint8Array(4)), { read: 2, written: 3 });
        same(new TextEncoder().encodeInto('\ud800a', new Uint8Array(4)), { read: 2, written: 4 });
    ");
}

#[test]
fn overlapping_copies_keep_the_bytes() {
    run(r"
        const buffer = Buffer.from('0123456789');
        buffer.copy(buffer, 2, 0, 8);
        same(buffer.toString(), '0101234567');
        const tail = buffer.subarray(4);
        tail.copy(buffer, 0);
        same(buffer.toString(), '2345674567');
        same(Buffer.concat([buffer, tail], 12).toString(), '234567456767');
    ");
}

#[test]
fn views_that_shrink_give_less_and_nothing_beside() {
    run(r"
        const memory = new ArrayBuffer(64, { maxByteLength: 64 });
        const view = new Uint8Array(memory).fill(0x61);
        const ops = makeBinding('buffer');
        memory.resize(8);
        same(ops.slice(view, 0, 0, 64), 'aaaaaaaa');
        same(ops.slice(view, 0, 32, 64), '');
        same(ops.write(view, 0, 'x'.repeat(64), 4, 60), 4);
        same(ops.copy(view, Buffer.alloc(64), 0, 4, 60), 4);
        same(ops.copy(Buffer.alloc(64), view, 6, 0, 60), 2);
        same(ops.compareRanges(view, 0, 64, Buffer.from('aaaaxx'), 0, 6), 1);
        same(ops.indexOfNumber(view, 0x61, 0, 64, true), 0);
        same(ops.indexOfNumber(view, 0x62, 63, 64, false), -1);
        const gone = new Uint8Array(8);
        gone.buffer.transfer();
        same(ops.slice(gone, 0, 0, 8), '');
        same(ops.write(gone, 0, 'abc', 0, 8), 0);
        same(ops.copy(gone, Buffer.alloc(8), 0, 0, 8), 0);
        same(ops.isUtf8(gone), true);
    ");
}

#[test]
fn the_pool_cannot_be_detached() {
    run(r"
        const first = Buffer.from('one');
        const second = Buffer.from('two');
        same(first.buffer === second.buffer, true);
        let refused = false;
        try { first.buffer.transfer(); } catch (error) { refused = error instanceof TypeError; }
        same(refused, true);
        same(first.toString() + second, 'onetwo');
        same(Buffer.allocUnsafeSlow(100000).fill(1).length, 100000);
        fails('ERR_MEMORY_ALLOCATION_FAILED', () => Buffer.allocUnsafeSlow(2 ** 50));
    ");
}

#[test]
fn base64_for_the_web_tells_its_errors() {
    run(r"
        same(buffer.btoa('caf\u00e9'), 'Y2Fm6Q==');
        same(buffer.atob(' Y2 Fm6Q = ='), 'caf\u00e9');
        const message = (run) => { try { run(); } catch (error) { return [error.name, error.message]; } };
        same(message(() => buffer.btoa('\u0100')), ['InvalidCharacterError', 'Invalid character']);
        same(message(() => buffer.atob('Y!')), ['InvalidCharacterError', 'Invalid character']);
        same(message(() => buffer.atob('Y')),
             ['InvalidCharacterError', 'The string to be decoded is not correctly encoded.']);
    ");
}

#[test]
fn every_label_has_its_decoder() {
    run(r"
        const bytes = (...list) => new Uint8Array(list);
        same(new TextDecoder('latin1').encoding, 'windows-1252');
        same(new TextDecoder('latin1').decode(bytes(0x80, 0xE9)), '\u20ac\u00e9');
        same(new TextDecoder('shift_jis').decode(bytes(0x82, 0xA0)), '\u3042');
        same(new TextDecoder('iso-2022-jp').decode(bytes(0x1B, 0x24, 0x42, 0x24, 0x22, 0x1B, 0x28, 0x42, 0x41)), '\u3042A');
        same(new TextDecoder('utf-16be').decode(bytes(0xFE, 0xFF, 0, 0x41)), 'A');
        same(new TextDecoder('utf-16le').decode(bytes(0, 0xD8)), '\ufffd');
        same(new TextDecoder().decode(bytes(0xEF, 0xBB, 0xBF, 0x41)), 'A');
        same(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes(0xEF, 0xBB, 0xBF, 0x41)), '\ufeffA');
        same(new TextDecoder('x-user-defined').decode(bytes(0x80)), '\uf780');
        fails('ERR_ENCODING_NOT_SUPPORTED', () => new TextDecoder('hz-gb-2312'));
        fails('ERR_ENCODING_INVALID_ENCODED_DATA', () => new TextDecoder('gbk', { fatal: true }).decode(bytes(0xFF)));
        fails('ERR_ENCODING_INVALID_ENCODED_DATA', () => new TextDecoder('utf-8', { fatal: true }).decode(bytes(0xFF)));
    ");
}

#[test]
fn pieces_are_put_together() {
    run(r"
        const { StringDecoder } = load('string_decoder');
        const text = 'a\u00e9\u20ac\ud83d\ude00z';
        const encodings = { utf8: 'utf-8', utf16le: 'utf-16le' };
        for (const name in encodings) {
          const bytes = Buffer.from(text, name);
          for (let size = 1; size < 5; size++) {
            const whole = new TextDecoder(encodings[name]);
            const old = new StringDecoder(name);
            let first = '';
            let second = '';
            for (let at = 0; at < bytes.length; at += size) {
              first += whole.decode(bytes.subarray(at, at + size), { stream: true });
              second += old.write(bytes.subarray(at, at + size));
            }
            same([first + whole.decode(), second + old.end()], [text, text]);
          }
        }
        const strict = new TextDecoder('utf-8', { fatal: true });
        strict.decode(new Uint8Array([0xE2]), { stream: true });
        fails('ERR_ENCODING_INVALID_ENCODED_DATA', () => strict.decode());
        same(strict.decode(new Uint8Array([0x41])), 'A');
    ");
}

#[test]
fn clones_are_copies_and_transfers_move() {
    run(r"
        const { structuredClone } = load('structured_clone');
        const refused = (run) => { try { run(); } catch (error) { return [error.name, error.code, error.message]; } };
        const cycle = { list: [1, new Map([[1, { a: 2 }]])] };
        cycle.self = cycle;
        const copy = structuredClone(cycle);
        same([copy !== cycle, copy.self === copy, copy.list[1].get(1).a], [true, true, 2]);
        same(structuredClone(Buffer.from('abc')).length, 3);
        const memory = new ArrayBuffer(4);
        const moved = structuredClone({ memory }, { transfer: [memory] });
        same([memory.byteLength, moved.memory.byteLength], [0, 4]);
        const cloneError = (text) => ['DataCloneError', 25, text];
        same(refused(() => structuredClone(() => {})), cloneError('() => {} could not be cloned.'));
        same(refused(() => structuredClone(1, { transfer: [{}] })), cloneError('Found invalid value in transferList.'));
        for (const gone of [memory, Buffer.from('pooled').buffer]) {
          same(refused(() => structuredClone(1, { transfer: [gone] })),
               cloneError('Cannot transfer object of unsupported type.'));
        }
        const late = new ArrayBuffer(4);
        same(refused(() => structuredClone({ get x() { late.transfer(); } }, { transfer: [late] })),
             cloneError('Cannot transfer object of unsupported type.'));
        same(structuredClone(new (load('internal/dom_exception').DOMException)('m', 'AbortError')).code, 20);
        const file = structuredClone(new buffer.File(['abc'], 'name', { type: 'a/b', lastModified: 5 }));
        same([file instanceof buffer.File, file.name, file.type, file.size, file.lastModified],
             [true, 'name', 'a/b', 3, 5]);
        const shared = new SharedArrayBuffer(4);
        new Uint8Array(structuredClone(shared))[0] = 7;
        same(new Uint8Array(shared)[0], 7);
    ");
}
