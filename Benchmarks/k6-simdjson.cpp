// Reads k6's JSON lines as one would with simdjson's On-Demand API: metric, time and value of every point, and of its tags those that tell
// endpoints apart. Prints what compare-k6-json.py checks: requests, errors and p95 of every endpoint.
//
//     g++ -O3 -march=native -std=c++20 -pthread k6-simdjson.cpp -lsimdjson -o k6-simdjson
//     k6-simdjson FILE [THREADS]
//
// The values of each metric go to a histogram of 256 bins to each power of two, and 2,000 endpoints are told apart, as in Loadline; their durations are
// kept. simdjson itself uses one thread; more of them read parts of the file, each with a parser of its own, and do not say which 2,000 endpoints of more
// came first.
#include <fcntl.h>
#include <simdjson.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

using namespace simdjson;

constexpr size_t endpointLimit = 2000;
constexpr size_t blockSize = 1 << 20;

struct Histogram {
  std::vector<uint32_t> counts;
  int64_t first = 0;
  uint64_t zeros = 0, count = 0;
  double sum = 0, low = 1e300, high = -1e300;

  void add(double value, uint64_t times = 1) {
    count += times;
    sum += value * double(times);
    low = std::min(low, value);
    high = std::max(high, value);
    if (value > 0) addTo(int64_t(std::bit_cast<uint64_t>(value) >> 44), times);
    else zeros += times;
  }

  void addTo(int64_t bin, uint64_t times) {
    if (counts.empty()) first = bin & ~63;
    if (bin < first) {
      counts.insert(counts.begin(), size_t(first - (bin & ~63)), 0);
      first = bin & ~63;
    }
    if (bin - first >= int64_t(counts.size())) counts.resize(size_t(((bin - first) | 63) + 1));
    counts[size_t(bin - first)] += uint32_t(times);
  }

  void merge(const Histogram& other) {
    count += other.count;
    sum += other.sum;
    low = std::min(low, other.low);
    high = std::max(high, other.high);
    zeros += other.zeros;
    for (size_t bin = 0; bin < other.counts.size(); bin++)
      if (other.counts[bin] > 0) addTo(other.first + int64_t(bin), other.counts[bin]);
  }
};

struct Endpoint {
  uint64_t requests = 0, errors = 0;
  std::vector<double> durations, expected;

  // Between the two nearest values.
  double p95() {
    if (durations.empty()) return 0;
    std::sort(durations.begin(), durations.end());
    double rank = 0.95 * double(durations.size() - 1);
    size_t below = size_t(rank), above = std::min(below + 1, durations.size() - 1);
    return durations[below] + (durations[above] - durations[below]) * (rank - double(below));
  }
};

struct Hash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

template <typename Value>
using Table = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;

// Nanoseconds since 1970 of RFC 3339 in UTC, as k6 writes it; the day is remembered.
struct Clock {
  char day[11] = "";
  int64_t seconds = 0;

  int64_t read(std::string_view text) {
    if (text.size() < 20) throw std::runtime_error("no time");
    if (memcmp(day, text.data(), 10) != 0) {
      memcpy(day, text.data(), 10);
      tm date{};
      date.tm_year = number(text, 0, 4) - 1900;
      date.tm_mon = number(text, 5, 2) - 1;
      date.tm_mday = number(text, 8, 2);
      seconds = timegm(&date);
    }
    int64_t time = seconds + number(text, 11, 2) * 3600 + number(text, 14, 2) * 60 + number(text, 17, 2);
    int64_t fraction = 0, unit = 100'000'000;
    if (text[19] == '.')
      for (size_t at = 20; at < text.size() && text[at] >= '0' && text[at] <= '9'; at++, unit /= 10)
        fraction += (text[at] - '0') * unit;
    return time * 1'000'000'000 + fraction;
  }

  static int number(std::string_view text, size_t start, size_t digits) {
    int number = 0;
    for (size_t at = start; at < start + digits; at++) number = number * 10 + (text[at] - '0');
    return number;
  }
};

struct Reader {
  Table<Histogram> metrics;
  Table<Endpoint> endpoints;
  Endpoint other;
  int64_t first = INT64_MAX, last = INT64_MIN;
  uint64_t points = 0, failures = 0;
  ondemand::parser parser;
  Clock clock;
  std::string key;

  void point(ondemand::document_reference line) {
    std::string_view metric = line["metric"], type = line["type"];
    if (type != "Point") return;
    ondemand::object data = line["data"];
    std::string_view time = data["time"];
    double value = data["value"];
    int64_t now = clock.read(time);
    first = std::min(first, now);
    last = std::max(last, now);
    points++;
    auto known = metrics.find(metric);
    if (known == metrics.end()) known = metrics.emplace(metric, Histogram()).first;
    known->second.add(value);
    if (metric == "http_reqs" || metric == "http_req_duration" || metric == "http_req_failed") request(metric, value, data);
  }

  void request(std::string_view metric, double value, ondemand::object& data) {
    std::string_view name, method, group, scenario, status, expected;
    for (auto tag : data["tags"].get_object()) {
      std::string_view tagName = tag.unescaped_key();
      if (tagName == "name") name = tag.value();
      else if (tagName == "method") method = tag.value();
      else if (tagName == "group") group = tag.value();
      else if (tagName == "scenario") scenario = tag.value();
      else if (tagName == "status") status = tag.value();
      else if (tagName == "expected_response") expected = tag.value();
    }
    Endpoint& endpoint = find(method, name, group, scenario);
    if (metric == "http_reqs") {
      endpoint.requests += uint64_t(value);
      if (status >= "400" || status == "0") failures++;
    } else if (metric == "http_req_failed") {
      endpoint.errors += value != 0;
    } else {
      endpoint.durations.push_back(value);
      if (expected == "true") endpoint.expected.push_back(value);
    }
  }

  Endpoint& find(std::string_view method, std::string_view name, std::string_view group, std::string_view scenario) {
    key.assign(method).append("\t").append(name).append("\t").append(group).append("\t").append(scenario);
    auto known = endpoints.find(std::string_view(key));
    if (known != endpoints.end()) return known->second;
    return endpoints.size() < endpointLimit ? endpoints[key] : other;
  }

  // The lines that begin in a part of the file, a block at a time.
  void read(int file, off_t begin, off_t end) {
    std::vector<char> buffer(blockSize + SIMDJSON_PADDING);
    size_t filled = 0;
    while (begin < end) {
      size_t room = std::min(size_t(end - begin), blockSize - filled);
      ssize_t got = pread(file, buffer.data() + filled, room, begin);
      if (got <= 0) throw std::runtime_error("cannot be read");
      begin += got;
      filled += size_t(got);
      size_t whole = begin == end ? filled : std::string_view(buffer.data(), filled).rfind('\n') + 1;
      ondemand::document_stream lines = parser.iterate_many(buffer.data(), whole, blockSize);
      for (auto line : lines) point(line.value());
      memmove(buffer.data(), buffer.data() + whole, filled - whole);
      filled -= whole;
    }
  }

  void merge(const Reader& part) {
    for (auto& [metric, histogram] : part.metrics) metrics[metric].merge(histogram);
    for (auto& [name, theirs] : part.endpoints) {
      auto known = endpoints.find(name);
      Endpoint& mine = known != endpoints.end() ? known->second : endpoints.size() < endpointLimit ? endpoints[name] : other;
      merge(theirs, mine);
    }
    merge(part.other, other);
    points += part.points;
    first = std::min(first, part.first);
    last = std::max(last, part.last);
  }

  static void merge(const Endpoint& theirs, Endpoint& mine) {
    mine.requests += theirs.requests;
    mine.errors += theirs.errors;
    mine.durations.insert(mine.durations.end(), theirs.durations.begin(), theirs.durations.end());
    mine.expected.insert(mine.expected.end(), theirs.expected.begin(), theirs.expected.end());
  }
};

// Where the line after that offset begins.
off_t lineAfter(int file, off_t offset, off_t size) {
  char byte = 0;
  while (offset < size && byte != '\n' && pread(file, &byte, 1, offset) == 1) offset++;
  return offset;
}

void print(const std::string& name, Endpoint& endpoint) {
  printf("%s\t%lu\t%lu\t%.6f\n", name.c_str(), endpoint.requests, endpoint.errors, endpoint.p95());
}

int main(int count, char** arguments) {
  int file = open(arguments[1], O_RDONLY);
  struct stat status;
  if (file < 0 || fstat(file, &status) != 0) return perror(arguments[1]), 1;
  int threads = count > 2 ? atoi(arguments[2]) : 1;
  std::vector<Reader> readers(static_cast<size_t>(threads));
  std::vector<std::thread> running;
  off_t begin = 0;
  for (int number = 0; number < threads; number++) {
    off_t end = number + 1 == threads ? status.st_size : lineAfter(file, status.st_size / threads * (number + 1), status.st_size);
    running.emplace_back([=, &reader = readers[size_t(number)]] { reader.read(file, begin, end); });
    begin = end;
  }
  for (auto& thread : running) thread.join();
  for (int number = 1; number < threads; number++) readers[0].merge(readers[size_t(number)]);
  for (auto& [name, endpoint] : readers[0].endpoints) print(name, endpoint);
  if (readers[0].other.requests > 0) print("\t(other)\t\t", readers[0].other);
  fprintf(stderr, "%lu points in %.3f s\n", readers[0].points, double(readers[0].last - readers[0].first) / 1e9);
}
