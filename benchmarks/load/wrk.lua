-- Posts the signed bodies of a file, each once: lines of signature, tab, body.
local requests, place, first = {}, 0, nil

function init(args)
  for line in io.lines(args[1]) do
    local tab = line:find("\t", 1, true)
    local headers = { ["Content-Type"] = "application/json", ["X-Hub-Signature-256"] = line:sub(1, tab - 1) }
    requests[#requests + 1] = wrk.format("POST", "/webhook", headers, line:sub(tab + 1))
  end
end

function request()
  place = place + 1
  if place > #requests then place = 1 end
  return requests[place]
end

function done(summary, latency, requests)
  io.write(string.format(
    '\n{"requests": %d, "seconds": %f, "refused": %d, "broken": %d, "p50_ms": %f, "p99_ms": %f, "max_ms": %f}\n',
    summary.requests, summary.duration / 1e6, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
