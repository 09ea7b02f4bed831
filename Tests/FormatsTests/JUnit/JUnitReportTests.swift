import Formats
import Measurements
import Testing

/// What a report means, case by case.
struct JUnitReportTests {
    static func run(_ xml: String) throws -> Run { try #require(try ResultFiles.runs(xml).first) }

    @Test func oneClassPerCase() throws {
        let run = try Self.run(
            "<testcase name='a'><skipped/><failure message='f'/><error message='e'/><failure/></testcase>")
        #expect(run.tests?.errors == 1 && run.tests?.failed == 0 && run.tests?.skipped == 0 && run.tests?.tests == 1)
        #expect(run.tests?.failures.first?.message == "e")
    }

    @Test func elementsGoBeforeAttributes() throws {
        let run = try Self.run("<testsuite><testcase name='a' status='failed'><skipped/></testcase></testsuite>")
        #expect(run.tests?.skipped == 1 && run.tests?.failed == 0)
    }

    @Test func failuresInsideOtherElementsAreText() throws {
        let run = try Self.run(
            "<testsuite><testcase name='a'><system-out><failure/></system-out></testcase><system-out><error/></system-out></testsuite>"
        )
        #expect(run.tests?.passed == 1 && run.tests?.ok == true)
    }

    @Test func nestedCasesAreCounted() throws {
        let run = try Self.run(
            "<testsuite><testcase name='a' time='3'><testcase name='b' time='1'/><failure message='m'/></testcase></testsuite>"
        )
        #expect(run.tests?.tests == 2 && run.tests?.failures.map(\.name) == ["a"] && run.tests?.passed == 1)
    }

    @Test func attemptsThatNeverPassedAreAFailure() throws {
        let run = try Self.run("<testsuite><testcase name='a'><rerunFailure/></testcase></testsuite>")
        #expect(run.tests?.failed == 1)
    }

    @Test func aFlakyCaseThatFailsAfterAllIsAFailure() throws {
        let run = try Self.run("<testsuite><testcase name='a'><failure/><flakyFailure/></testcase></testsuite>")
        #expect(run.tests?.failed == 1 && run.tests?.flaky == 0)
    }

    /// Nobody says that cases of one name are attempts: a failure stays one.
    @Test func aLaterPassOfTheSameNameDoesNotHideAFailure() throws {
        let run = try Self.run(
            "<testsuite name='s'><testcase name='a'><failure/></testcase><testcase name='b'/><testcase name='a'/></testsuite>"
        )
        #expect(run.tests?.failed == 1 && run.tests?.passed == 2 && run.notes("junit.retries").count == 1)
    }

    @Test func triesOfPytestAreOneTest() throws {
        func report(_ cases: String) -> String { "<testsuite name='pytest' tests='1'>\(cases)</testsuite>" }
        let pass = "<testcase classname='c' name='a'/>"
        let fail = "<testcase classname='c' name='a'><failure/></testcase>"
        let passed = try Self.run(report(pass + pass + pass)).tests
        #expect(passed?.tests == 1 && passed?.flaky == 1 && passed?.flakyTests == ["pytest > a"])
        let failed = try Self.run(report(pass + pass + fail)).tests
        #expect(failed?.tests == 1 && failed?.failed == 1 && failed?.flaky == 0 && failed?.flakyTests == [])
        let other = try Self.run(report(pass + "<testcase classname='d' name='a'/>" + fail + fail)).tests
        #expect(other?.tests == 4)
    }

    @Test func declaredNumbersThatDifferAreNoted() throws {
        let run = try Self.run("<testsuite tests='2' failures='0' skipped='7' errors='many'><testcase/></testsuite>")
        #expect(
            run.notes("junit.counts") == [
                "The report declares 2 tests instead of 1, 7 skipped instead of 0; the test cases were counted"
            ])
    }

    @Test(arguments: ["9223372036854775807", "99999999999999999999", "-5", "1e3"])
    func declaredNumbersCannotOverflow(number: String) throws {
        let suite =
            "<testsuite tests='\(number)' failures='0' skipped='\(number)' disabled='\(number)'><testcase/></testsuite>"
        #expect(try Self.run("<testsuites>\(suite)\(suite)</testsuites>").tests?.tests == 2)
    }

    /// AntUnit: numbers of a suite as elements.
    @Test func numbersMayBeElements() throws {
        let run = try Self.run(
            "<testsuite name='s'><tests>3</tests><failures>0</failures><time>1.5</time><testcase name='a' time='1'/></testsuite>"
        )
        #expect(run.duration == 1.5 && run.notes("junit.counts").first?.contains("3 tests instead of 1") == true)
    }

    @Test func seriesOfOneNameAreOne() throws {
        let run = try Self.run(
            "<testsuites><testsuite name='s' time='2'><testcase classname='c' name='a' time='1'/><testcase classname='c' name='a' time='3'/></testsuite>"
                + "<testsuite name='s' time='5'><testcase classname='d' name='a' time='0.5'/><testcase name='skipped' time='9'><skipped/></testcase></testsuite></testsuites>"
        )
        #expect(run.series.map(\.id) == ["*", "s{kind=suite}", "s > a{class=c,kind=test}", "s > a{class=d,kind=test}"])
        #expect(run.figure("duration", of: "s{kind=suite}") == 7)
        #expect(run.figure("duration", of: "s > a{class=c,kind=test}") == 3)
        #expect(run.figure("duration") == 13.5 && run.duration == 7)
    }

    /// Playwright writes a suite of the same name for each browser.
    @Test func browsersOfPlaywrightAreApart() throws {
        let suites = ["chromium", "webkit"].map {
            "<testsuite name='a.spec.ts' hostname='\($0)' time='1'><testcase name='t' time='1'/></testsuite>"
        }
        let run = try Self.run("<testsuites id='' name='' time='3'>\(suites.joined())</testsuites>")
        #expect(run.tool.name == "playwright" && run.duration == 3)
        #expect(run.series.count { $0.labels["project"] == "webkit" } == 2 && run.series.count == 5)
    }

    @Test(arguments: [
        ("<testcase time='1967986371'/>", 1), ("<testcase time='1500'/><testcase time='2'/>", 1),
        ("<testcase time='1500.5'/>", 0),
    ])
    func unlikelyUnitsAreNoted(cases: String, notes: Int) throws {
        #expect(try Self.run("<testsuite>\(cases)</testsuite>").notes("junit.time.unit").count == notes)
    }

    @Test func keptFailuresAreBoundedAndCountsAreNot() throws {
        let cases = (0..<1500).map { "<testcase name='t\($0)'><failure message='m'>text</failure></testcase>" }.joined()
        let tests = try #require(try Self.run("<testsuite>\(cases)</testsuite>").tests)
        #expect(tests.failed == 1500 && tests.failures.count == 1000 && tests.failures.last?.message == "m\ntext")
    }
}
