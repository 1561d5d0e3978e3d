//! Serialization and statistics under V8.

#[test]
fn values_come_back() {
    crate::testing::run(
        r"
        const v8 = load('v8');
        const { Buffer } = load('buffer');
        for (const value of [undefined, null, 42, 'text', { a: [1, { b: 2 }] }, new Uint8Array([1, 2]),
                             Buffer.from([3, 4]), new Float64Array([1.5]), new BigInt64Array([7n])]) {
          const back = v8.deserialize(v8.serialize(value));
          same(back?.constructor === value?.constructor, true);
          same(typeof value === 'object' && value !== null && ArrayBuffer.isView(value) ? Array.from(back, String) : back,
               typeof value === 'object' && value !== null && ArrayBuffer.isView(value) ? Array.from(value, String) : value);
        }
        same(v8.serialize(Buffer.from([1])).toString('hex').slice(4), '5c0a0101');
        const serializer = new v8.Serializer();
        serializer.writeHeader();
        serializer.writeUint32(5);
        serializer.writeUint64(1, 2);
        serializer.writeDouble(-0.25);
        serializer.writeRawBytes(Buffer.from('raw'));
        const deserializer = new v8.Deserializer(serializer.releaseBuffer());
        deserializer.readHeader();
        same(deserializer.readUint32(), 5);
        same(deserializer.readUint64(), [1, 2]);
        same(deserializer.readDouble(), -0.25);
        same(deserializer.readRawBytes(3).toString(), 'raw');
        let message;
        try { deserializer.readDouble(); } catch (error) { message = error.message; }
        same(message, 'ReadDouble() failed');
        try { v8.serialize(() => {}); } catch (error) { message = error.message; }
        same(message, '() => {} could not be cloned.');
        class Mine extends v8.DefaultSerializer {
          _getDataCloneError(text) { return new RangeError(text); }
        }
        let name;
        try { new Mine().writeValue(new Proxy({}, {})); } catch (error) { name = error.name; }
        same(name, 'RangeError');
    ",
    );
}

#[test]
fn statistics_have_all_keys() {
    crate::testing::run(
        r"
        const v8 = load('v8');
        same(Object.keys(v8.getHeapStatistics()).length, 14);
        same(v8.getHeapStatistics().used_heap_size > 0, true);
        same(v8.getHeapSpaceStatistics().some((space) => space.space_name === 'old_space'), true);
        same(v8.getHeapCodeStatistics().code_and_metadata_size >= 0, true);
        same(v8.isStringOneByteRepresentation('abc'), true);
        same(v8.isStringOneByteRepresentation('\u20ac'), false);
        same(typeof v8.cachedDataVersionTag(), 'number');
    ",
    );
}
