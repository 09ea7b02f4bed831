/// The JSON Schema (draft 2020-12) of the verdict document; the file beside this one, built in.
package enum VerdictSchema {
    package static let text = String(decoding: PackageResources.verdict_schema_json, as: UTF8.self)
}
