// report.html: the story of a run as one page that needs nothing else - no network, no other file.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace sockwire {

// The page itself. story: the object of sim/story.md; parts that are missing are left out of the
// page.
std::string report_page(const nlohmann::json& story);

// Writes it whole or not at all. Throws Failure (exit 2) where the file cannot be written.
void write_report(const nlohmann::json& story, const std::filesystem::path& html);

}  // namespace sockwire
