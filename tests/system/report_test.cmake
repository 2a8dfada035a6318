# Included by sim/report: the page in headless Chromium, and with the views of the waveform.
set(stories ${CMAKE_CURRENT_BINARY_DIR}/stories)
set(make_story ${PROJECT_SOURCE_DIR}/sim/report/testdata/make_story.py)
foreach(story agree differ long)
  set(options_agree)
  set(options_differ --differ)
  set(options_long --repeat 500)
  add_custom_command(OUTPUT ${stories}/${story}.json
    COMMAND ${CMAKE_COMMAND} -E make_directory ${stories}
    COMMAND ${SOCKWIRE_PYTHON} ${make_story} ${stories}/${story}.json ${options_${story}}
    DEPENDS ${make_story} VERBATIM)
  list(APPEND made ${stories}/${story}.json)
endforeach()
add_custom_target(report_stories DEPENDS ${made})

sockwire_test(report_test SOURCES ${CMAKE_CURRENT_LIST_DIR}/report_test.cc LIBS sockwire::report)
if(TARGET report_test)
  add_dependencies(report_test report_stories)
  target_compile_definitions(report_test PRIVATE STORIES="${stories}")
endif()
