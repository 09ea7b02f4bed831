import Foundation
import Measurements

extension RecordedRun {
    /// A kept run as text (`RunDocument`), of any version.
    /// - Parameter id: of the run, where the text does not say it.
    init(text: [UInt8], source: String, id: String? = nil) throws(HistoryError) {
        let document: RunDocument
        do throws(RunDocument.Unreadable) {
            document = try RunDocument(reading: text)
        } catch {
            switch error {
            case .newer(let version): throw .newer(source, version, RunDocument.version)
            case .damaged(let problem): throw HistoryError(.damaged, source, "is damaged: \(problem)")
            }
        }
        let id = document.loadline.id ?? id ?? document.run.contentID
        // It becomes part of a file's name.
        guard RunFileName.isID(id) else {
            throw HistoryError(.damaged, source, "is damaged: loadline.id: expected up to 64 letters and digits")
        }
        self.init(id: id, run: document.run)
    }

    /// Lines of kept runs; one that is none is an error that names its line.
    package static func all(in lines: Data, source: String) throws(HistoryError) -> [RecordedRun] {
        var runs: [RecordedRun] = []
        for (number, line) in lines.split(separator: UInt8(ascii: "\n")).enumerated() {
            runs.append(try RecordedRun(text: Array(line), source: "\(source):\(number + 1)"))
        }
        return runs
    }
}
