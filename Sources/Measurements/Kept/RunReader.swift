/// Runs as `RunText` writes them, read without a tree. What is missing or of another kind is a problem with its place. Series, distributions and tests are
/// read in files of their own.
extension JSONReader {
    mutating func texts() throws(Problem) -> [String: String] {
        var texts: [String: String] = [:]
        try object { (reader, name) throws(Problem) in texts[name] = try reader.string() }
        return texts
    }

    func required<Value>(_ value: Value?, _ name: String) throws(Problem) -> Value {
        guard let value else { throw missing(name) }
        return value
    }

    mutating func run() throws(Problem) -> Run {
        var run = Run(source: "", format: "", tool: .init(""))
        var missing: Set = [
            "environment", "format", "labels", "notes", "series", "source", "tool", "workload",
        ]
        try object { (reader, name) throws(Problem) in
            missing.remove(name)
            switch name {
            case "branch": run.branch = try reader.optional { (r) throws(Problem) in try r.string() }
            case "commit": run.commit = try reader.optional { (r) throws(Problem) in try r.string() }
            case "duration": run.duration = try reader.optional { (r) throws(Problem) in try r.number() }
            case "environment": run.environment = try reader.texts()
            case "format": run.format = try reader.string()
            case "labels": run.labels = try reader.texts()
            case "notes": run.notes = try reader.array { (r) throws(Problem) in try r.note() }
            case "series": run.series = try reader.array { (r) throws(Problem) in try r.series() }
            case "source": run.source = try reader.string()
            case "start": run.start = try reader.optional { (r) throws(Problem) in try r.number() }
            case "tests": run.tests = try reader.optional { (r) throws(Problem) in try r.tests() }
            case "tool": run.tool = try reader.tool()
            case "workload": run.workload = try reader.workload()
            default: try reader.skip()
            }
        }
        if let first = missing.min() { throw self.missing(first) }
        return run
    }

    private mutating func tool() throws(Problem) -> Run.Tool {
        var (name, version): (String?, String?)
        try object { (reader, key) throws(Problem) in
            switch key {
            case "name": name = try reader.string()
            case "version": version = try reader.optional { (r) throws(Problem) in try r.string() }
            default: try reader.skip()
            }
        }
        return Run.Tool(try required(name, "name"), version: version)
    }

    private mutating func workload() throws(Problem) -> Workload {
        var workload = Workload()
        try object { (reader, key) throws(Problem) in
            switch key {
            case "model": workload.model = try reader.optional { (r) throws(Problem) in try r.word() }
            case "rate": workload.rate = try reader.optional { (r) throws(Problem) in try r.number() }
            case "scenario": workload.scenario = try reader.optional { (r) throws(Problem) in try r.string() }
            case "virtualUsers": workload.virtualUsers = try reader.optional { (r) throws(Problem) in try r.count() }
            default: try reader.skip()
            }
        }
        return workload
    }

    private mutating func note() throws(Problem) -> Note {
        let texts = try texts()
        return Note(try required(texts["code"], "code"), try required(texts["message"], "message"))
    }
}
