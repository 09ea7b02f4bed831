/// What tells cases from each other; cases that agree in all of it are attempts, samples or parameters.
struct JUnitIdentity: Hashable {
    let suite: String
    let project: String
    let className: String
    let name: String

    init(_ testCase: borrowing JUnitCase, suite: String, project: String) {
        self.suite = suite
        self.project = project
        className = String(decoding: testCase.className, as: UTF8.self)
        name = String(decoding: testCase.name, as: UTF8.self)
    }

    /// For people: "suite > name".
    var title: String {
        let name = name.isEmpty ? "(unnamed)" : name
        return suite.isEmpty ? name : "\(suite) > \(name)"
    }
}
