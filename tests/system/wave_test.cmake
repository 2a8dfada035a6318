# Included by sim/waves: the views of the waveform, from a dump of the design itself.
sockwire_test(wave_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/wave_test.cc
  LIBS sockwire::waves sockwire_dut_small_wave)
