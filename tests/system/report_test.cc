// The report page as a browser shows it: headless Chromium runs the page and hands back its DOM.
#include "sim/report/report.h"

#include <gmock/gmock.h>

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>

#include "sim/failure.h"

namespace sockwire {
namespace {

using testing::HasSubstr;
using testing::Not;

nlohmann::json sample(const std::string& name) {
  std::ifstream in(std::filesystem::path(STORIES) / (name + ".json"));
  return nlohmann::json::parse(in);
}

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return text;
  char part[4096];
  for (std::size_t n = 0; (n = std::fread(part, 1, sizeof part, pipe)) > 0;) text.append(part, n);
  pclose(pipe);
  return text;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size()))
    ++found;
  return found;
}

struct Shown {
  std::string dom;      // without the scripts' own text
  std::string console;  // what the page has complained about
  [[nodiscard]] std::string part(const std::string& from, const std::string& to) const {
    const auto begin = dom.find(from);
    if (begin == std::string::npos) return {};
    return dom.substr(begin, dom.find(to, begin) - begin);
  }
};

class Report : public testing::Test {
 protected:
  Report() { std::filesystem::create_directories(directory_); }
  ~Report() override { std::filesystem::remove_all(directory_); }

  // script: runs once the page has drawn itself; anchor: "#event-3" or nothing.
  Shown show(const nlohmann::json& story, const std::string& script = {},
             const std::string& anchor = {}) {
    const auto file = directory_ / "report.html";
    write_report(story, file);
    if (!script.empty()) {
      std::ofstream(file, std::ios::app) << "<script>\n" << script << "\n</script>";
    }
    const auto log = directory_ / "console";
    Shown shown;
    shown.dom = output_of(
        "timeout 120 chromium --headless=new --no-sandbox --disable-gpu --window-size=1440,1000 "
        "--user-data-dir=" +
        (directory_ / "profile").string() +
        " --enable-logging=stderr --v=0 --virtual-time-budget=4000 --dump-dom 'file://" +
        file.string() + anchor + "' 2>" + log.string());
    for (auto at = shown.dom.find("<script"); at != std::string::npos;
         at = shown.dom.find("<script", at)) {
      const auto end = shown.dom.find("</script>", at);
      shown.dom.erase(at, end == std::string::npos ? end : end - at + 9);
    }
    std::ifstream in(log);
    for (std::string line; std::getline(in, line);) {
      if (line.find("CONSOLE") != std::string::npos) shown.console += line + '\n';
    }
    EXPECT_THAT(shown.dom, HasSubstr("data-ready=\"true\""))
        << "the page has not drawn itself to the end";
    EXPECT_EQ(shown.console, "");
    return shown;
  }

  std::filesystem::path directory_ =
      std::filesystem::temp_directory_path() / ("sockwire_report_" + std::to_string(getpid()));
};

TEST_F(Report, tells_that_rtl_and_model_agree_and_what_was_compared) {
  const auto shown = show(sample("agree"));
  const auto verdict = shown.part("id=\"verdict\"", "</div></div>");
  EXPECT_THAT(verdict, HasSubstr("RTL and model agree"));
  const auto fields = shown.part("data-count=\"fields\"", "</div>");
  EXPECT_THAT(fields, HasSubstr("1,664"));
  EXPECT_THAT(shown.dom, Not(HasSubstr("RTL and model differ")));
}

TEST_F(Report, tells_where_rtl_and_model_differ) {
  const auto shown = show(sample("differ"));
  EXPECT_THAT(shown.dom, HasSubstr("class=\"verdict differ\""));
  EXPECT_THAT(shown.dom,
              HasSubstr("post.snd_una is 4294967280 in the RTL, 4294967281 in the model"));
  EXPECT_THAT(shown.part("data-count=\"mismatches\"", "</div>"), HasSubstr("<dd>1</dd>"));
}

TEST_F(Report, draws_an_arrow_for_each_step_with_its_text) {
  const auto story = sample("agree");
  const auto ladder = show(story).part("id=\"ladder\"", "</section>");
  EXPECT_EQ(count(ladder, "data-step="), story["steps"].size());
  EXPECT_EQ(count(ladder, "class=\"actor actor-"), story["actors"].size());
  EXPECT_THAT(ladder, HasSubstr(">EINPROGRESS<"));
  EXPECT_THAT(ladder, HasSubstr(">1152 line symbols<"));
  EXPECT_GT(count(ladder, "class=\"fold\""), 3U) << "quiet time is folded, and one sees it";
  EXPECT_THAT(ladder, Not(HasSubstr("NaN")));
}

TEST_F(Report, lists_calls_with_register_writes_and_answers) {
  const auto calls =
      show(sample("agree"), "document.querySelectorAll('.call').forEach((row) => row.draw());")
          .part("id=\"calls\"", "</section>");
  EXPECT_THAT(calls, HasSubstr("connect(0, 10.0.0.2:7)"));
  EXPECT_THAT(calls, HasSubstr("CMD_ADDR"));
  EXPECT_THAT(calls, HasSubstr("0x0a000002"));
  EXPECT_THAT(calls, HasSubstr("EINPROGRESS"));
}

TEST_F(Report, shows_the_tcb_before_and_after_with_the_changes_marked) {
  const auto story = sample("agree");
  const auto shown = show(story, {}, "#event-3");
  EXPECT_EQ(count(shown.dom, "<details class=\"event"), story["events"].size());
  const auto event = shown.part("id=\"event-3\"", "</details>");
  EXPECT_THAT(event, HasSubstr(story["events"][3]["line"].get<std::string>().substr(0, 19)));
  const std::regex row("<tr class=\"changed\" data-field=\"(\\w+)\">");
  std::set<std::string> marked;
  for (std::sregex_iterator it(event.begin(), event.end(), row), end; it != end; ++it)
    marked.insert((*it)[1]);
  std::set<std::string> expected;
  for (const auto& [name, value] : story["events"][3]["post"].items()) {
    if (value != story["events"][3]["pre"][name]) expected.insert(name);
    EXPECT_THAT(event, HasSubstr("data-field=\"" + name + "\"")) << name;
  }
  EXPECT_EQ(marked, expected);
  EXPECT_THAT(event, HasSubstr("iss + 1"));
}

TEST_F(Report, decodes_the_syn_and_lights_a_field_with_its_octets) {
  const auto shown = show(sample("agree"), R"(
    const field = [...document.querySelectorAll(".frame-detail .fields tr")].find((row) => /sequence number/.test(row.textContent));
    field.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
    document.body.dataset.lit = [...document.querySelectorAll(".frame-detail .octet.lit")].map((node) => node.textContent).join(" ");)");
  const auto frame = shown.part("class=\"frame-detail\"", "</section>");
  for (const auto* text : {"TCP SYN 49152 &gt; 7", "02:aa:bb:cc:dd:ee", "10.0.0.2", "49152",
                           "maximum segment size 1460", "right"}) {
    EXPECT_THAT(frame, HasSubstr(text));
  }
  EXPECT_THAT(shown.dom, HasSubstr("data-lit=\"ff ff ff f0\""));
}

TEST_F(Report, draws_the_syn_in_volts_with_its_bits) {
  const auto story = sample("agree");
  const auto line = show(story).part("id=\"line\"", "</section>");
  EXPECT_THAT(line, HasSubstr("class=\"trace driver\" d=\"M"));
  EXPECT_THAT(line, HasSubstr("class=\"trace receiver\" d=\"M"));
  EXPECT_THAT(line, Not(HasSubstr("NaN")));
  EXPECT_THAT(line, HasSubstr("0xd5"));
  EXPECT_THAT(line, HasSubstr("SFD"));
  EXPECT_GE(count(line, "class=\"half\""), 20U) << "the middle of each bit cell in view";
  // The SFD, first bit first: 1 0 1 0 1 0 1 1
  std::string bits;
  const std::regex cell("data-tip=\"([01]): the level (rises|falls)[^\"]*\\nSFD");
  for (std::sregex_iterator it(line.begin(), line.end(), cell), end; it != end; ++it)
    bits += (*it)[1];
  EXPECT_EQ(bits, "10101011");
}

TEST_F(Report, opens_details_by_keyboard_and_closes_them_by_escape) {
  const auto shown = show(sample("agree"), R"(
    const key = (node, name) => node.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
    const first = document.querySelector('.step[tabindex="0"]');
    first.focus();
    key(first, "ArrowDown");
    key(document.activeElement, "Enter");
    document.body.dataset.panel = document.getElementById("panel").textContent;
    document.body.dataset.at = document.activeElement.getAttribute("data-step");
    key(document.activeElement, "Escape");
    document.body.dataset.closed = document.getElementById("panel").hidden;)");
  EXPECT_THAT(shown.dom, HasSubstr("data-at=\"1\""));
  EXPECT_THAT(shown.part("data-panel=", "\""), Not(HasSubstr("undefined")));
  EXPECT_THAT(shown.dom, HasSubstr("data-closed=\"true\""));
}

TEST_F(Report, zooms_the_line_and_the_ladder) {
  const auto shown = show(sample("agree"), R"(
    const before = document.querySelectorAll(".bit-cell").length;
    [...document.querySelectorAll("#line button")].find((button) => button.textContent === "All").click();
    document.querySelector('[data-mode="linear"]').click();
    document.body.dataset.more = document.querySelectorAll(".octet-cell").length > 30;
    document.body.dataset.steps = document.querySelectorAll(".step").length;
    document.body.dataset.height = document.querySelector(".ladder").getAttribute("height") > 2000;)");
  EXPECT_THAT(shown.dom, HasSubstr("data-more=\"true\""));
  EXPECT_THAT(shown.dom, HasSubstr("data-height=\"true\""));
  EXPECT_THAT(shown.dom, HasSubstr("data-steps=\"57\""));
}

TEST_F(Report, explains_words) {
  const auto dom = show(sample("agree")).dom;
  EXPECT_THAT(dom, HasSubstr("<dt>ISN</dt>"));
  EXPECT_THAT(dom, HasSubstr("class=\"term\" tabindex=\"0\" data-tip=\"Line code of 10BASE-T"));
}

TEST_F(Report, serves_two_thousand_events_and_draws_only_what_is_in_view) {
  const auto story = sample("long");
  ASSERT_GT(story["events"].size(), 1900U);
  const auto shown = show(story, {}, "#event-1500");
  EXPECT_LT(count(shown.dom, "data-step="), 400U);
  EXPECT_GT(count(shown.dom, "data-step="), 10U);
  EXPECT_THAT(shown.part("id=\"event-1500\"", "</details>"), HasSubstr("class=\"tcb\""));
  EXPECT_THAT(shown.dom, HasSubstr("those in view are drawn"));
}

TEST_F(Report, draws_everything_for_print) {
  const auto story = sample("agree");
  const auto dom = show(story, "dispatchEvent(new Event('beforeprint'));").dom;
  EXPECT_EQ(count(dom, "class=\"print-frame\""), story["frames"].size());
  EXPECT_EQ(count(dom, "class=\"tcb\""), story["events"].size());
}

TEST_F(Report, shows_a_story_without_most_of_its_parts) {
  const auto shown = show({{"title", "empty"}, {"line", nlohmann::json::object()}});
  EXPECT_THAT(shown.dom, HasSubstr("Lockstep was not run"));
  EXPECT_THAT(shown.dom, Not(HasSubstr("id=\"line\"")));
}

TEST_F(Report, cannot_be_broken_by_text_in_the_story) {
  auto story = sample("agree");
  const std::string hostile =
      "</script><script>document.body.dataset.broken = 1</script><!--{{style}}";
  story["title"] = hostile;
  story["calls"][0]["text"] = hostile;
  story["steps"][0]["text"] = std::string("\xff\xfe") + hostile;  // not UTF-8 either
  const auto shown = show(story);
  EXPECT_THAT(shown.dom, Not(HasSubstr("data-broken")));
  EXPECT_THAT(shown.part("id=\"calls\"", "</section>"), HasSubstr("&lt;/script&gt;"));
}

TEST_F(Report, needs_no_network) {
  const auto page = report_page(sample("agree"));
  EXPECT_THAT(page, Not(testing::ContainsRegex("(src|href)=\"(https?:)?//")));
  EXPECT_THAT(page, Not(HasSubstr("@import")));
}

TEST_F(Report, is_written_whole_or_not_at_all) {
  try {
    write_report(sample("agree"), directory_ / "missing" / "report.html");
    FAIL() << "nothing was said";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), kExitUsage);
    EXPECT_THAT(failure.what(), HasSubstr("cannot write"));
  }
  EXPECT_FALSE(std::filesystem::exists(directory_ / "missing"));
}

}  // namespace
}  // namespace sockwire
