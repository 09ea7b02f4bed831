import Analysis
import ArgumentParser

/// The word of a command line that should be a command and is none. The parser takes it for an argument of the command before it.
enum MisspelledCommand {
    /// "unknown command "chek"; did you mean "check"?" Nil where every command is known.
    static func message(_ arguments: [String]) -> String? {
        var known = Loadline.configuration.subcommands
        var isFirst = true
        for word in arguments {
            if known.isEmpty || word == "help" { return nil }
            if word.hasPrefix("-") { return isFirst ? option(word) : nil }
            guard let next = known.first(where: { $0.configuration.commandName == word }) else {
                return command(word, known.compactMap { $0.configuration.commandName })
            }
            known = next.configuration.subcommands
            isFirst = false
        }
        return nil
    }

    private static func command(_ word: String, _ names: [String]) -> String {
        let meant = Spelling.nearest(to: word, in: names).map { "did you mean \"\($0)\"?" }
        return "unknown command \"\(word)\"; \(meant ?? "there are \(names.joined(separator: ", "))")"
    }

    /// Options of no command are these two, which the parser does not count among those that it could mean.
    private static func option(_ word: String) -> String? {
        guard let meant = Spelling.nearest(to: word, in: ["--version", "--help"]), meant != word else { return nil }
        return "unknown option \"\(word)\"; did you mean \"\(meant)\"?"
    }
}
