// toe_prim_axi_check: what AXI4 allows passes, and each rule fires on a fault planted against it. (Rule 8,
// undefined values, cannot: this simulator has two states.)
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <verilated.h>

#include <functional>
#include <memory>
#include <string>

#include "Vtoe_prim_axi_check.h"

namespace sockwire {
namespace {

using Top = Vtoe_prim_axi_check;

// The checker's pins: all silent but what a step sets; words of 4 octets, two bursts an ID at most.
class Port {
 public:
  Port() {
    context_.fatalOnError(false);
    context_.errorLimit(1000);
    top = std::make_unique<Top>(&context_, "check");
    top->rst_ni = 0;
    for (int i = 0; i < 3; ++i) clock();
    top->rst_ni = 1;
    clock();
  }
  ~Port() { top->final(); }

  void clock() {  // and then silence
    top->clk_i = 0, top->eval();
    top->clk_i = 1, top->eval();
    top->aw_valid_i = top->w_valid_i = top->b_valid_i = top->ar_valid_i = top->r_valid_i = 0;
    top->aw_ready_i = top->w_ready_i = top->b_ready_i = top->ar_ready_i = top->r_ready_i = 1;
  }
  // What one clock shows; nothing is taken if told so.
  void aw(unsigned addr, unsigned len, bool taken = true, unsigned id = 0, unsigned size = 2, unsigned burst = 1) {
    top->aw_valid_i = 1, top->aw_ready_i = taken, top->aw_addr_i = addr, top->aw_len_i = static_cast<CData>(len);
    top->aw_id_i = static_cast<CData>(id), top->aw_size_i = static_cast<CData>(size);
    top->aw_burst_i = static_cast<CData>(burst);
    clock();
  }
  void ar(unsigned addr, unsigned len, bool taken = true, unsigned id = 0, unsigned size = 2, unsigned burst = 1) {
    top->ar_valid_i = 1, top->ar_ready_i = taken, top->ar_addr_i = addr, top->ar_len_i = static_cast<CData>(len);
    top->ar_id_i = static_cast<CData>(id), top->ar_size_i = static_cast<CData>(size);
    top->ar_burst_i = static_cast<CData>(burst);
    clock();
  }
  void w(bool last, bool taken = true, unsigned data = 7, unsigned strb = 15) {
    top->w_valid_i = 1, top->w_ready_i = taken, top->w_last_i = last, top->w_data_i = data;
    top->w_strb_i = static_cast<CData>(strb);
    clock();
  }
  void b(unsigned id = 0, bool taken = true, unsigned resp = 0) {
    top->b_valid_i = 1, top->b_ready_i = taken, top->b_id_i = static_cast<CData>(id);
    top->b_resp_i = static_cast<CData>(resp);
    clock();
  }
  void r(bool last, unsigned id = 0, bool taken = true, unsigned data = 9) {
    top->r_valid_i = 1, top->r_ready_i = taken, top->r_last_i = last, top->r_id_i = static_cast<CData>(id);
    top->r_data_i = data, top->r_resp_i = 0;
    clock();
  }
  int errors() const { return context_.errorCount(); }


 private:
  VerilatedContext context_;  // outlives the model

 public:
  std::unique_ptr<Top> top;
};

// A bit of everything that is right.
void proper(Port& p) {
  p.aw(0x0FF0, 3, false), p.aw(0x0FF0, 3), p.aw(0x1000, 0, true, 1);
  p.w(false), p.w(false, false), p.w(false), p.w(false, true, 1, 3), p.w(true), p.w(true, true, 0, 8);
  p.b(1), p.b(0, false, 2), p.b(0, true, 2);
  p.ar(0xC00, 255), p.ar(0x2000, 1, false, 1), p.ar(0x2000, 1, true, 1), p.ar(0x3000, 0);
  p.r(false, 1);
  for (int i = 0; i < 255; ++i) p.r(false);
  p.r(true, 0, false), p.r(true), p.r(true, 1, false), p.r(true, 1), p.r(true);
}

struct Fault {
  const char* name;
  const char* says;
  std::function<void(Port&)> plant;
};
void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

const Fault kFaults[] = {
    {"AwChanges", "rule 1: AW", [](Port& p) { p.aw(0x10, 1, false), p.aw(0x14, 1); }},
    {"AwFalls", "rule 1: AW", [](Port& p) { p.aw(0x10, 1, false), p.clock(); }},
    {"WDataChange", "rule 1: W", [](Port& p) { p.aw(0x10, 1), p.w(false, false, 1), p.w(false, true, 2); }},
    {"WFalls", "rule 1: W", [](Port& p) { p.aw(0x10, 1), p.w(false, false), p.clock(); }},
    {"ArChanges", "rule 1: AR", [](Port& p) { p.ar(0x10, 1, false), p.ar(0x10, 2); }},
    {"ArFalls", "rule 1: AR", [](Port& p) { p.ar(0x10, 1, false), p.clock(); }},
    {"WriteFixed", "rule 2: a write", [](Port& p) { p.aw(0x10, 1, true, 0, 2, 0); }},
    {"WriteNarrow", "rule 2: a write", [](Port& p) { p.aw(0x10, 1, true, 0, 1); }},
    {"WriteUnaligned", "rule 2: a write", [](Port& p) { p.aw(0x12, 1); }},
    {"WriteCrosses4KiB", "rule 2: a write", [](Port& p) { p.aw(0x0FFC, 1); }},
    {"ReadWraps", "rule 2: a read", [](Port& p) { p.ar(0x10, 1, true, 0, 2, 2); }},
    {"ReadWide", "rule 2: a read", [](Port& p) { p.ar(0x10, 1, true, 0, 3); }},
    {"ReadCrosses4KiB", "rule 2: a read", [](Port& p) { p.ar(0x1F00, 64); }},
    {"WWithoutAddress", "rule 3: W before", [](Port& p) { p.w(true); }},
    {"WOneTooMany", "rule 3: W before", [](Port& p) { p.aw(0x10, 0), p.w(true), p.w(true); }},
    {"WlastEarly", "rule 3: WLAST", [](Port& p) { p.aw(0x10, 1), p.w(true); }},
    {"WlastMissing", "rule 3: WLAST", [](Port& p) { p.aw(0x10, 1), p.w(false), p.w(false); }},
    {"ThreeWrites", "rule 4: too many writes", [](Port& p) { p.aw(0, 0), p.aw(4, 0), p.aw(8, 0); }},
    {"ThreeReads", "rule 4: too many reads", [](Port& p) { p.ar(0, 0), p.ar(4, 0), p.ar(8, 0); }},
    {"BChanges", "rule 5: B", [](Port& p) { p.aw(0, 0), p.w(true), p.b(0, false), p.b(0, true, 2); }},
    {"BFalls", "rule 5: B", [](Port& p) { p.aw(0, 0), p.w(true), p.b(0, false), p.clock(); }},
    {"RDataChange", "rule 5: R", [](Port& p) { p.ar(0, 0), p.r(true, 0, false, 1), p.r(true, 0, true, 2); }},
    {"RFalls", "rule 5: R", [](Port& p) { p.ar(0, 0), p.r(true, 0, false), p.clock(); }},
    {"BWithoutWrite", "rule 6", [](Port& p) { p.b(); }},
    {"BBeforeTheLastWord", "rule 6", [](Port& p) { p.aw(0, 1), p.w(false), p.b(); }},
    {"BOfAnotherId", "rule 6", [](Port& p) { p.aw(0, 0), p.w(true), p.b(1); }},
    {"BTwice", "rule 6", [](Port& p) { p.aw(0, 0), p.w(true), p.b(), p.b(); }},
    {"RWithoutRead", "rule 7: R answers nothing", [](Port& p) { p.r(true); }},
    {"ROfAnotherId", "rule 7: R answers nothing", [](Port& p) { p.ar(0, 0), p.r(true, 1); }},
    {"RlastEarly", "rule 7: RLAST", [](Port& p) { p.ar(0, 1), p.r(true); }},
    {"RlastMissing", "rule 7: RLAST", [](Port& p) { p.ar(0, 0), p.r(false); }},
    {"ValidInReset", "rule 9", [](Port& p) {
       p.top->rst_ni = 0;
       p.clock(), p.clock();
       p.ar(0, 0);
     }},
};

class PrimAxiCheck : public testing::TestWithParam<Fault> {};
INSTANTIATE_TEST_SUITE_P(Faults, PrimAxiCheck, testing::ValuesIn(kFaults),
                         [](const auto& fault) { return fault.param.name; });

TEST_P(PrimAxiCheck, IsCaught) {
  testing::internal::CaptureStdout();
  Port port;
  proper(port);
  const int before = port.errors();
  GetParam().plant(port);
  const std::string said = testing::internal::GetCapturedStdout();
  EXPECT_EQ(before, 0) << said;
  EXPECT_GT(port.errors(), 0);
  EXPECT_THAT(said, testing::HasSubstr("AXI " + std::string{GetParam().says}));
}

TEST(PrimAxiCheckNone, WhatIsRightPasses) {
  Port port;
  for (int i = 0; i < 20; ++i) proper(port);
  EXPECT_EQ(port.errors(), 0);
}

}  // namespace
}  // namespace sockwire
