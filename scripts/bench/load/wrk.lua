-- Sends the requests of a file one after the other and compares the decisions in the answers with those expected.
-- Arguments: file of requests, file of expected decisions, the request to begin with, "ok" when only 200 will do, the
-- number of answers after which to print "enough".

local requests, expected = {}, {}
local at = 0
local mustBeOk = true
local answers, enough = 0, 0

-- Global: `done` reads them from the thread.
wrong, refused, firstFault = 0, 0, ""

local function records(path)
  local file = assert(io.open(path, "rb"))
  local list = {}
  for record in file:read("*a"):gmatch("(%Z*)%z") do
    list[#list + 1] = record
  end
  file:close()
  return list
end

local thread
function setup(created)
  thread = created
end

function init(args)
  requests = records(args[1])
  expected = records(args[2])
  at = tonumber(args[3])
  mustBeOk = args[4] == "ok"
  enough = tonumber(args[5])
end

function request()
  at = at % #requests + 1
  return requests[at]
end

local function decisionsIn(body)
  local found = {}
  for decision in body:gmatch('"decision":(%a)') do
    found[#found + 1] = decision
  end
  for effect in body:gmatch('"EFFECT_(%a)') do
    found[#found + 1] = effect == "A" and "t" or "f"
  end
  return table.concat(found)
end

local function fault(text)
  if firstFault == "" then
    firstFault = text
  end
end

function response(status, headers, body)
  answers = answers + 1
  if answers == enough then
    io.write("enough\n")
    io.flush()
  end
  if status ~= 200 then
    refused = refused + 1
    if mustBeOk then
      fault("status " .. status .. ": " .. body:sub(1, 200))
    end
  elseif #expected > 0 then
    local id = tonumber(headers["x-request-id"] or headers["X-Request-ID"] or body:match('"requestId":"(%d+)"'))
    if id == nil or decisionsIn(body) ~= expected[id] then
      wrong = wrong + 1
      fault("request " .. tostring(id) .. ", expected " .. tostring(expected[id]) .. ": " .. body:sub(1, 200))
    end
  end
end

local function quoted(text)
  return '"' .. text:gsub('[%c"\\]', " ") .. '"'
end

function done(summary, latency)
  local errors = summary.errors
  local members = {
    '"requests":' .. summary.requests,
    '"microseconds":' .. summary.duration,
    '"p50":' .. latency:percentile(50),
    '"p99":' .. latency:percentile(99),
    '"most":' .. latency.max,
    '"broken":' .. errors.connect + errors.read + errors.write + errors.timeout,
    '"refused":' .. thread:get("refused"),
    '"wrong":' .. thread:get("wrong"),
    '"firstFault":' .. quoted(thread:get("firstFault")),
  }
  io.write("{", table.concat(members, ","), "}\n")
end
