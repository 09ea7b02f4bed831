// judge-cases [--digits N] < cases.jsonl > verdicts.csv
//
// Judges labelled cases, one JSON object a line ({"case", "base": [run…], "head": [run…], "history": [run…]}), with the
// functions of the module Statistics, so that their false alarms and their power can be scored.

import Foundation
import Statistics

/// Ends with a message for a person and a status for a script.
func fail(_ message: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data("judge-cases: \(message)\n".utf8))
    exit(status)
}

let arguments = Array(CommandLine.arguments.dropFirst())
var digits = 8
if !arguments.isEmpty {
    guard arguments.count == 2, arguments[0] == "--digits", let number = Int(arguments[1]), (1...17).contains(number)
    else { fail("usage: judge-cases [--digits 1...17] < cases.jsonl > verdicts.csv", status: 64) }
    digits = number
}

var reader = LineReader(.standardInput)
var output = "case_id,endpoint,metric,verdict,estimate,p\n"
var lineNumber = 0
do {
    while let line = try reader.next() {
        lineNumber += 1
        if line.isEmpty { continue }
        guard let item = Case(try JSONParser.parse(line)) else {
            fail("standard input:\(lineNumber): a case needs a name and at least one run under \"head\"", status: 65)
        }
        for verdict in try item.verdicts() {
            output += verdict.line(of: item, digits: digits) + "\n"
        }
        if output.utf8.count > 1 << 16 {
            try FileHandle.standardOutput.write(contentsOf: Data(output.utf8))
            output = ""
        }
    }
    try FileHandle.standardOutput.write(contentsOf: Data(output.utf8))
} catch let error as JSONError {
    fail("standard input:\(lineNumber): no JSON at byte \(error.position)", status: 65)
} catch let error as Cannot {
    fail("standard input:\(lineNumber): cannot be judged: \(error)", status: 65)
} catch {
    fail("\(error)", status: 74)
}
