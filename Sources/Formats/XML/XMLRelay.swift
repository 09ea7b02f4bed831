import Dispatch

/// What takes the events of a parser.
protocol XMLEventSink: AnyObject {
    /// Takes full events and gives empty ones.
    func exchange(_ events: inout XMLEvents)
    /// What was seen, these last events included.
    func seen(after last: inout XMLEvents) -> String
}

/// Between a parser and a consumer, each on its own thread. A document that is smaller than one batch of events never starts the second.
///
/// Unchecked: the queue alone touches what is here, or whoever waits until the queue is idle.
final class XMLRelay<Consumer: XMLConsumer>: XMLEventSink, @unchecked Sendable {
    private var consumer: Consumer
    /// What the consumer is given while the parser fills another batch.
    private var events = XMLEvents()
    private let queue = DispatchQueue(label: "loadline.xml")

    init(_ consumer: Consumer) { self.consumer = consumer }

    func exchange(_ full: inout XMLEvents) {
        queue.sync {}
        swap(&events, &full)
        queue.async { [self] in events.drain(into: &consumer) }
    }

    func seen(after last: inout XMLEvents) -> String { finish(&last).seen }

    /// The consumer that has seen everything.
    func finish(_ last: inout XMLEvents) -> Consumer {
        queue.sync {}
        last.drain(into: &consumer)
        return consumer
    }
}
