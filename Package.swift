// swift-tools-version: 6.2
import PackageDescription

/// One array for every target of the house, so that no target is laxer than another.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// Targets that touch bytes and tables of numbers also name every unsafe construct.
let strict: [SwiftSetting] = settings + [.strictMemorySafety()]

let package = Package(
    name: "loadline",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "loadline", targets: ["loadline"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Floor 1: system libraries, some loops in C, the vocabulary, mathematics.
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CByteMasks"),
        .target(name: "CSHA256"),
        .target(name: "Measurements", dependencies: ["CSHA256"], swiftSettings: settings),
        .target(name: "Statistics", swiftSettings: strict),

        // Floor 2: bytes -> Run; Runs + Budget -> Verdict. The two do not know each other.
        .target(
            name: "Formats",
            dependencies: [
                "Measurements", "CByteMasks", "CLibXML2", "CZlib", "CZstd", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .target(
            name: "Analysis",
            dependencies: ["Measurements", "Statistics", .product(name: "Yams", package: "Yams")],
            swiftSettings: settings),

        // Floor 3: runs kept from day to day.
        .target(
            name: "History",
            dependencies: ["Measurements", "Statistics", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings),

        // Floor 3: Verdict -> text.
        .target(
            name: "Reporting", dependencies: ["Analysis", "Measurements"],
            resources: [
                .embedInCode("Schema/verdict.schema.json"), .embedInCode("HTML/Assets/report.css"),
                .embedInCode("HTML/Assets/report.js"),
            ],
            swiftSettings: settings),

        // Floor 4: arguments, files, streams, exit status.
        .executableTarget(
            name: "loadline",
            dependencies: [
                "Measurements", "Statistics", "Formats", "Analysis", "History", "Reporting",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),

        // Runs labelled cases of any origin through the same functions, to score false alarms and power.
        .executableTarget(name: "judge-cases", dependencies: ["Statistics"], swiftSettings: strict),

        // Measures stores and change points without the time that a process takes to start.
        .executableTarget(
            name: "history-speed", dependencies: ["History", "Measurements", "Statistics"], swiftSettings: settings),

        .testTarget(
            name: "MeasurementsTests", dependencies: ["Measurements", "CSHA256"], swiftSettings: settings),
        .testTarget(
            name: "StatisticsTests", dependencies: ["Statistics", "judge-cases"],
            exclude: ["make_reference.py", "reference.json", "make_change_points.py", "change_points.json"],
            swiftSettings: settings),
        .testTarget(
            name: "FormatsTests", dependencies: ["Formats", "Measurements"],
            exclude: [
                "Loads/loads_reference.py", "Loads/loads.json", "Timelines/timelines.py", "Timelines/timelines.json",
                "Timelines/ranges.py", "Timelines/ranges.json", "Readings/readings.py", "Readings/readings.json",
            ], swiftSettings: settings),
        .testTarget(
            name: "AnalysisTests", dependencies: ["Analysis", "Measurements", "Statistics"], swiftSettings: settings),
        .testTarget(
            name: "HistoryTests", dependencies: ["History", "Measurements", "Statistics"], swiftSettings: settings),
        .testTarget(
            name: "ReportingTests", dependencies: ["Reporting", "Analysis", "Measurements"],
            exclude: ["Snapshots"], swiftSettings: settings),
        .testTarget(name: "CommandTests", dependencies: ["loadline"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
