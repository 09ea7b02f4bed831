import Measurements

/// Parts of an input, of which the same becomes as of the whole.
extension K6Tally {
    /// With the same metrics, endpoints and slots, and nothing counted.
    func emptied(_ overflow: Overflow) -> K6Tally {
        var empty = self
        empty.overflow = overflow
        empty.counters = counters.map { _ in Counter() }
        empty.gauges = gauges.map { _ in Gauge() }
        empty.trends = trends.map { _ in Recorder() }
        empty.timeline = TimelineRecorder()
        (empty.first, empty.last, empty.points) = (Int64.max, Int64.min, 0)
        return empty
    }

    mutating func sortSamples() {
        for index in trends.indices { trends[index].samples.sort() }
    }

    /// Numbers the endpoints that were new to the parts of an input in the order in which they stand there, before the parts are merged.
    ///
    /// The first ones of all are known even where parts stopped: one that did had seen as many as can be told apart, so those are found before the
    /// first place where one stopped, and everything before that place has been read.
    mutating func admitEndpoints(of parts: [K6Tally]) {
        var places: [K6Endpoint: Int] = [:]
        for part in parts {
            for (endpoint, place) in zip(part.endpoints, part.endpointPlaces) where endpointNumbers[endpoint] == nil {
                places[endpoint] = min(place, places[endpoint] ?? Int.max)
            }
        }
        for (endpoint, place) in places.sorted(by: { $0.value < $1.value }) {
            self.place = place
            _ = number(of: endpoint)
        }
        isFull = isFull || parts.contains { $0.isStopped }
    }

    /// Adds a part whose endpoints have been admitted, as far as there is room for them. What contradicts the declarations is left out.
    mutating func merge(_ other: K6Tally) {
        for (name, declaration) in other.metrics { declare(name, declaration) }
        let endpointMap = other.endpoints.map { number(of: $0) }
        for (key, slot) in other.slots {
            var mine = key
            if key.endpoint >= 0 { mine.endpoint = endpointMap[key.endpoint] }
            guard let metric = metricNumbers[other.metrics[key.metric].name],
                metrics[metric].declaration.kind == slot.kind
            else { continue }
            mine.metric = metric
            let target = self.slot(for: mine).index
            switch slot.kind {
            case .trend: trends[target].merge(other.trends[slot.index])
            case .counter, .rate: counters[target].merge(other.counters[slot.index])
            case .gauge: gauges[target].merge(other.gauges[slot.index])
            }
        }
        timeline.merge(other.timeline) { $0 == 0 ? 0 : max(endpointMap[$0 - 1] + 1, 0) }
        first = min(first, other.first)
        last = max(last, other.last)
        points += other.points
        isFull = isFull || other.isFull
        isContradictory = isContradictory || other.isContradictory
    }
}
