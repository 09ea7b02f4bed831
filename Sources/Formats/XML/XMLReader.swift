import Measurements

enum XMLReader {
    /// Reads a whole document; the notes say what had to be changed to do so. Two threads: libxml2's, and the consumer's.
    static func read<Consumer: XMLConsumer>(
        _ input: Input, for consumer: Consumer, tagLimit: Int = SAXParser.tagLimit
    ) throws(FormatError) -> (consumer: Consumer, notes: [Note]) {
        let relay = XMLRelay(consumer)
        let bridge = SAXBridge(Consumer.self, sink: relay)
        var source = XMLSource(input)
        var parser = try SAXParser(bridge, source: input.name, tagLimit: tagLimit)
        while try source.next({ bytes throws(FormatError) in try parser.push(bytes) }) {}
        try parser.finish()
        return (unsafe relay.finish(&bridge.events), source.notes)
    }
}
