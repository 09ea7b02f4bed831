import Analysis
import Measurements

extension CalibrationReport {
    /// Shares of 1, levels in base units; absent what the history does not tell.
    package var json: String {
        JSONText.members([
            ("schemaVersion", .string("1.0")), ("runs", .integer(calibration.runs)),
            ("presentRuns", .integer(calibration.presentRuns)), ("branch", calibration.branch.map(JSONText.string)),
            (
                "discarded",
                .array(discarded.map { .object([("reason", .string($0.reason)), ("runs", .integer($0.runs))]) })
            ),
            ("family", .integer(calibration.family)), ("autocorrelation", .number(calibration.autocorrelation)),
            ("intendedFalseAlarms", .number(calibration.intendedFalseAlarms)),
            ("falseAlarms", .array(calibration.falseAlarms.map(Self.document))),
            ("gateHealth", Self.document(calibration.health)),
            ("outlierRuns", .array(calibration.outliers.map(Self.document))),
            ("figures", .array(calibration.figures.map(Self.document))),
            (
                "suggestedMinimumChange",
                .object(calibration.suggestedMinimums.map { ($0.metric.description, .number($0.change)) })
            ),
        ]).text() + "\n"
    }

    private static func document(_ row: Calibration.FalseAlarms) -> JSONText {
        .members([
            ("runs", .integer(row.runs)), ("verdicts", .integer(row.verdicts)), ("alarms", .integer(row.alarms)),
            ("upperLimit", row.limit.map(JSONText.number)),
        ])
    }

    private static func document(_ health: GateHealth) -> JSONText {
        .members([
            ("kind", .string(health.kind.rawValue)), ("verdicts", .integer(health.verdicts)),
            ("verdictsWithFindings", .integer(health.verdictsWithFindings)), ("findings", .integer(health.findings)),
            ("repeated", .integer(health.repeated)), ("expectedByChance", .number(health.expected)),
            ("agreement", health.agreement.map(JSONText.number)),
        ])
    }

    /// Seconds since 1970; the change is relative, above 0 to the worse.
    private static func document(_ run: OutlierRun) -> JSONText {
        .members([
            ("start", run.start.map(JSONText.number)), ("commit", run.commit.map(JSONText.string)),
            ("change", .number(run.change)),
        ])
    }

    private static func document(_ figure: CalibratedFigure) -> JSONText {
        let detectable = Calibration.planned.compactMap { runs in
            figure.detectable[runs].map { (String(runs), JSONText.number($0)) }
        }
        return .members([
            ("id", .string(figure.id)), ("series", .string(figure.series)),
            ("metric", .string(figure.metric.description)),
            ("unit", .string(figure.unit.rawValue)), ("runs", .integer(figure.runs)), ("level", .number(figure.level)),
            ("judged", .boolean(figure.isJudged)), ("noise", figure.noise.map(JSONText.number)),
            ("dispersion", figure.dispersion.map(JSONText.number)),
            ("autocorrelation", figure.autocorrelation.map(JSONText.number)),
            ("falseAlarms", .integer(figure.falseAlarms)), ("detectableByRuns", .object(detectable)),
            ("minimumChange", .number(figure.minimumChange)),
            ("suggestedMinimumChange", figure.suggestedMinimum.map(JSONText.number)),
        ])
    }
}
