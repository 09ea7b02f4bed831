import ArgumentParser
import Foundation

// A reader of standard output that goes away (`loadline … | head`) must not end the process before its verdict is known.
signal(SIGPIPE, SIG_IGN)

do {
    var command = try Loadline.parseAsRoot(NativePath.arguments)
    try command.run()
} catch let failure as Failure {
    Output.writeToStandardError("loadline: \(failure.message)\n")
    exit(failure.status.rawValue)
} catch let ended as ExitStatus.Ended {
    exit(ended.status.rawValue)
} catch {
    // Help and version are no errors; everything else here is a wrong command line.
    let text = Loadline.fullMessage(for: error)
    let isError = Loadline.exitCode(for: error) != .success
    // The library's own errors begin as ours do.
    let parsed = text.hasPrefix("Error: ") ? "loadline: " + text.dropFirst("Error: ".count) : text
    let said = MisspelledCommand.message(NativePath.arguments).map { "loadline: \($0)" } ?? parsed
    if isError { Output.writeToStandardError(said + "\n") } else { try? Output.writeToStandardOutput(text + "\n") }
    exit(isError ? ExitStatus.usage.rawValue : 0)
}
