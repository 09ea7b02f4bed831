import Measurements

/// Anybody's own JSON or CSV, read as a mapping says. Not in the registry: without its mapping no content can be recognized.
package struct Custom: ResultFormat {
    package static let name: String = "custom"
    package let name: String = Custom.name
    package static let summary: String = "anybody's own JSON or CSV, as --mapping FILE says (not recognized by content)"
    package let summary: String = Custom.summary
    package let documentation = "budgets/mappings.md"

    private let mapping: CustomMapping

    package init(_ mapping: CustomMapping) { self.mapping = mapping }

    package func recognizes(_ head: Head) -> Bool { !head.bytes.isEmpty }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let bytes = try input.document()
        let first = bytes.first { !JSON.isBlank($0) }
        var builder = CustomRun(mapping, source: input.name)
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            try builder.read(JSONNode(try JSON.parse(bytes, source: input.name), source: input.name))
        } else {
            try builder.read(DelimitedText(bytes))
        }
        return [try builder.run()]
    }
}
