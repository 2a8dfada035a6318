#include "sim/report/report.h"

#include <fmt/format.h>

#include <fstream>
#include <string_view>
#include <system_error>

#include "sim/failure.h"
#include "sim/report/page_parts.h"

namespace sockwire {

namespace {
void replace(std::string& text, std::string_view what, std::string_view by) {
  if (const auto at = text.find(what); at != std::string::npos) text.replace(at, what.size(), by);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
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
  std::string page{page_parts::kPage};
  replace(page, "{{title}}", escaped(title));
  replace(page, "{{style}}", page_parts::kStyle);
  replace(page, "{{script}}", page_parts::kScript);
  replace(page, "{{story}}", embeddable(story));  // last: what is in it is never looked at
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
  throw usage_failure(fmt::format(
      "cannot write {}: check the directory, its permissions and the space on the disk", html.string()));
}

}  // namespace sockwire
