#include "sim/report/report.h"

#include <fmt/format.h>

#include <fstream>
#include <string_view>
#include <system_error>

#include "sim/failure.h"
#include "sim/report/page_parts.h"

namespace sockwire {

namespace {
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// JSON that no HTML parser can mistake for the end of its script element. '<' occurs in strings
// only, where an escape means the same.
std::string embeddable(const nlohmann::json& story) {
  const std::string plain = story.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  std::string out;
  out.reserve(plain.size() + plain.size() / 16);
  for (const char c : plain) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}
}  // namespace

std::string report_page(const nlohmann::json& story) {
  std::string title = "Sockwire";
  if (const auto it = story.find("title"); it != story.end() && it->is_string()) {
    title = it->get<std::string>() + " - Sockwire";
  }
  // One pass: what is put in is never looked at again.
  std::string page;
  std::string_view rest = page_parts::kPage;
  const auto up_to = [&page, &rest](std::string_view mark) {
    const auto at = rest.find(mark);
    page += rest.substr(0, at);
    rest.remove_prefix(at + mark.size());
  };
  up_to("{{title}}");
  page += escaped(title);
  up_to("{{style}}");
  page += page_parts::kStyle;
  up_to("{{story}}");
  page += embeddable(story);
  up_to("{{script}}");
  page += page_parts::kScript;
  page += rest;
  return page;
}

void write_report(const nlohmann::json& story, const std::filesystem::path& html) {
  const std::string page = report_page(story);
  auto draft = html;
  draft += ".part";
  {
    std::ofstream out(draft, std::ios::binary);
    out.write(page.data(), static_cast<std::streamsize>(page.size()));
    out.flush();
    if (out) {
      out.close();
      std::error_code error;
      std::filesystem::rename(draft, html, error);
      if (!error) return;
    }
  }
  std::error_code ignored;
  std::filesystem::remove(draft, ignored);
  throw usage_failure(
      fmt::format("cannot write {}: check the directory, its permissions and the space on the disk",
                  html.string()));
}

}  // namespace sockwire
